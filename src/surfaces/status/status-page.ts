// The public status of one organization as HTML: how it is now, 90 days of every monitor, and what went wrong.
import { DAYS_SHOWN, STATE_WORDS } from '#modules/status-pages';
import type { PublicDay, PublicIncident, PublicMonitor, PublicStatus } from '#modules/status-pages';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { pageFrame } from './page-frame.ts';
import { dayTone, PAGE_TONES, STATE_TONES, toneMark } from './tone.ts';
import { clockWords, countWords, dayWords, durationWords, msWords, numberWords, percentWords } from './words.ts';

export function statusPage(status: PublicStatus): string {
  const { title, description, slug } = status;
  return pageFrame({
    title: `${title} – ${status.summary}`,
    head: html`<meta name="description" content="${description === '' ? status.summary : description}" />
      <link rel="alternate" type="application/json" href="/status/${slug}.json" />`,
    body: html`<main>
        <header>
          <h1><bdi>${title}</bdi></h1>
          ${description === '' ? undefined : html`<p class="lead"><bdi>${description}</bdi></p>`}
        </header>
        ${overall(status)} ${monitorsPart(status)} ${incidentsPart(status)}
      </main>
      ${foot(slug)}`,
  });
}

function overall({ state, summary, checkedAt }: PublicStatus): Html {
  const tone = PAGE_TONES[state];
  return html`<p class="overall ${tone}">
    ${toneMark(tone)}<strong>${summary}</strong>${
      checkedAt === null
        ? undefined
        : html`<time datetime="${checkedAt}">Checked ${dayWords(checkedAt)}, ${clockWords(checkedAt)} UTC</time>`
    }
  </p>`;
}

function monitorsPart({ monitors }: PublicStatus): Html {
  const rows =
    monitors.length === 0
      ? html`<p class="card none">Nothing is shown on this page yet.</p>`
      : html`<ul class="card">
          ${monitors.map(monitorRow)}
        </ul>`;
  return html`<section aria-labelledby="days">
    <h2 id="days">Uptime, ${DAYS_SHOWN} days</h2>
    ${rows}
  </section>`;
}

function monitorRow({ label, state, days, uptimePercent, latency }: PublicMonitor): Html {
  const tone = STATE_TONES[state];
  return html`<li>
    <div class="head">
      <h3><bdi>${label}</bdi></h3>
      <span class="state ${tone}">${toneMark(tone)}${STATE_WORDS[state]}</span>
    </div>
    ${latency === null ? undefined : html`<p class="latency">Median answer ${msWords(latency.p50Ms)}, 95 % within ${msWords(latency.p95Ms)}</p>`}
    <ol class="days" aria-label="Uptime by day, oldest first">
      ${days.map(dayBar)}
    </ol>
    <div class="scale">
      <span>${DAYS_SHOWN} days ago</span
      ><strong>${uptimePercent === null ? 'No checks yet' : `${percentWords(uptimePercent)} uptime`}</strong><span>Today</span>
    </div>
  </li>`;
}

const dayBar = (day: PublicDay): Html => html`<li class="${dayTone(day)}"><span>${dayText(day)}</span></li>`;

function dayText({ day, uptimePercent, checks, failedChecks, uncountedChecks }: PublicDay): string {
  const uncounted = uncountedChecks === 0 ? [] : [`${countWords(uncountedChecks, 'check')} not counted`];
  if (uptimePercent === null) return `${dayWords(day)}: ${uncounted[0] ?? 'no checks'}`;
  const counted =
    failedChecks === 0 ? countWords(checks, 'check') : `${numberWords(failedChecks)} of ${countWords(checks, 'check')} failed`;
  return `${dayWords(day)}: ${[percentWords(uptimePercent), counted, ...uncounted].join(', ')}`;
}

function incidentsPart({ incidents }: PublicStatus): Html {
  const rows =
    incidents.length === 0
      ? html`<p class="card none">None in the last ${DAYS_SHOWN} days.</p>`
      : html`<ul class="card">
          ${incidents.map(incidentRow)}
        </ul>`;
  return html`<section aria-labelledby="incidents">
    <h2 id="incidents">Incidents</h2>
    ${rows}
  </section>`;
}

function incidentRow({ label, kind, startedAt, endedAt }: PublicIncident): Html {
  const what = `${endedAt === null ? 'is' : 'was'} ${STATE_WORDS[kind].toLowerCase()}`;
  return html`<li class="incident">
    ${toneMark(STATE_TONES[kind])}
    <p>
      <strong><bdi>${label}</bdi></strong> ${what}
    </p>
    <p>${spanWords(startedAt, endedAt)}</p>
  </li>`;
}

function spanWords(startedAt: string, endedAt: string | null): Html {
  const began = html`<time datetime="${startedAt}">${dayWords(startedAt)}, <span class="whole">${clockWords(startedAt)}</span></time>`;
  if (endedAt === null) return html`Since ${began} UTC`;
  const isSameDay = startedAt.slice(0, 10) === endedAt.slice(0, 10);
  const ended = html`<time datetime="${endedAt}"
    >${isSameDay ? undefined : `${dayWords(endedAt)}, `}<span class="whole">${clockWords(endedAt)}</span></time
  >`;
  return html`${began} – ${ended} UTC · <span class="whole">${durationWords(Date.parse(endedAt) - Date.parse(startedAt))}</span>`;
}

const foot = (slug: string): Html =>
  html`<footer>
    <p>Uptime is the share of checks that passed; those during maintenance are not counted. Days begin at midnight UTC.</p>
    <p><a href="/status/${slug}.json">JSON</a> · Watched by Armature</p>
  </footer>`;
