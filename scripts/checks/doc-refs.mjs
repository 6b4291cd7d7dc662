// Finds what a document points to: relative links, paths in backticks, `npm run` scripts. Pure.
import { posix } from 'node:path';

const LINK = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;
const IMAGE_SOURCE = /<(?:img|source|a)\s[^>]*(?:src|href)="([^"]+)"/g;
const TICKED = /`([^`\n]+)`/g;
const OUR_FOLDER = /^(?:\.ci|bench|bin|docs|examples|migrations|scripts|src|test)\/[\w./*{},@-]*$/;
const NPM_RUN = /\bnpm run ([\w:-]+)/g;
const OWN_SCRIPTS_OF_NPM = /^(?:start|test)$/;

/**
 * @param {string} text Markdown
 * @param {{ folder: string, exists: (path: string) => boolean, scripts: Set<string> }} world paths from the root
 * @returns {string[]} one line per thing that is not there
 */
export function deadReferences(text, { folder, exists, scripts }) {
  const links = [...matches(text, LINK), ...matches(text, IMAGE_SOURCE)]
    .filter(isRelative)
    .map((link) => link.split(/[#?]/)[0])
    .filter((link) => link !== '');
  const ticked = matches(text, TICKED)
    .map((code) => code.trim().replace(/:\d+(-\d+)?$/, ''))
    .filter((code) => OUR_FOLDER.test(code) && !code.includes('…'));
  return [
    ...links.filter((link) => !exists(posix.join(folder, link))).map((link) => `link to ${link}`),
    ...ticked.filter((path) => !exists(path)).map((path) => `path ${path}`),
    ...matches(text, NPM_RUN)
      .filter((name) => !scripts.has(name) && !OWN_SCRIPTS_OF_NPM.test(name))
      .map((name) => `script npm run ${name}`),
  ];
}

const matches = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);

const isRelative = (link) => !/^[a-z][a-z+.-]*:|^\/\/|^#/i.test(link);
