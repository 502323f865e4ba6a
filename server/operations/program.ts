/** Which program this is: the name and version of `package.json`. */
import { readFileSync } from 'node:fs';

export const PROGRAM: string = (() => {
  const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { name: string; version: string };
  return `${name} ${version}`;
})();
