// One mail of the local inbox: its text, or its HTML in a frame that runs nothing and loads nothing.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { mailQuery } from '../api/inbox.ts';
import type { Mail } from '../api/inbox.ts';
import { exactTime } from '../text/relative-time.ts';
import { cx } from './cx.ts';
import { Facts } from './facts.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { TextSkeleton } from './skeleton.tsx';

export function InboxMail({ org, mailId }: { readonly org: string; readonly mailId: string }) {
  const queries = useQueryClient();
  const mail = useQuery(mailQuery(org, mailId));
  const isRead = mail.data !== undefined;
  useEffect(() => {
    // Reading it marked it as read.
    if (isRead) void queries.invalidateQueries({ queryKey: ['org', org, 'inbox'] });
  }, [isRead, org, queries]);
  return (
    <Panel title={mail.data?.subject ?? 'Mail'}>
      <Part name="the mail" query={mail} skeleton={<TextSkeleton lines={8} />}>
        {(found) => <Content key={found.id} mail={found} />}
      </Part>
    </Panel>
  );
}

function Content({ mail }: { readonly mail: Mail }) {
  const [isHtml, setHtml] = useState(false);
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          { label: 'To', value: <span className="break-all">{mail.recipient}</span> },
          { label: 'Time', value: exactTime(mail.at) },
        ]}
      />
      {mail.html !== null && (
        <div
          role="group"
          aria-label="Shown as"
          className="inline-flex justify-self-start rounded-md border border-line-strong bg-raised p-0.5"
        >
          <ViewButton isOn={!isHtml} onChoose={() => setHtml(false)} label="Text" />
          <ViewButton isOn={isHtml} onChoose={() => setHtml(true)} label="HTML" />
        </div>
      )}
      {isHtml && mail.html !== null ? (
        // An empty sandbox: no scripts, no forms, no same origin, no way out of the frame.
        <iframe
          title={`HTML of ${mail.subject}`}
          sandbox=""
          referrerPolicy="no-referrer"
          srcDoc={framed(mail.html)}
          className="h-[32rem] w-full rounded-md border border-line bg-[#fff]"
        />
      ) : (
        <pre tabIndex={0} aria-label="Text of the mail" className="text-sm break-words whitespace-pre-wrap">
          <Linked text={mail.text} />
        </pre>
      )}
    </div>
  );
}

interface ViewButtonProps {
  readonly isOn: boolean;
  readonly onChoose: () => void;
  readonly label: string;
}

const ViewButton = ({ isOn, onChoose, label }: ViewButtonProps) => (
  <button
    type="button"
    aria-pressed={isOn}
    onClick={onChoose}
    className={cx('h-6.5 rounded-sm px-2.5 text-sm max-md:h-8', isOn ? 'bg-selected font-medium text-ink' : 'text-muted hover:text-ink')}
  >
    {label}
  </button>
);

/** Nothing is loaded from anywhere, whatever the mail names. */
const framed = (html: string): string =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">${html}`;

/** Addresses of the web can be followed; everything else is text. */
function Linked({ text }: { readonly text: string }) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) =>
    index % 2 === 1 ? (
      <a key={index} href={part} rel="noreferrer" className="link break-all">
        {part}
      </a>
    ) : (
      <span key={index}>{part}</span>
    ),
  );
}
