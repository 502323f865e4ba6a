/**
 * What is said of bad programs, in both languages: `messages/*.txt` hold the programs and the messages side by side.
 * A case is `=== what is wrong`, the program, `---`, and a line each for place, severity and code, zh, en, hints (`?`)
 * and the program's line after the fix (`!`). `GOLDEN=write npx vitest run tests/dsl/check` writes them anew: read the diff.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compile, type Diagnostic } from '../../../dsl/index.ts';
import { catalogue } from '../sources.ts';

const folder = fileURLToPath(new URL('messages/', import.meta.url));

function said(program: string): string {
  const { diagnostics } = compile([...catalogue, { file: 'a.heng', text: program }]);
  return diagnostics.filter((one) => one.range.file === 'a.heng').map((one) => lines(one, program)).join('\n');
}

function lines(diagnostic: Diagnostic, program: string): string {
  const { code, severity, message, range, hints, fix } = diagnostic;
  const written = program.split('\n')[range.start.line - 1]!.slice(range.start.column - 1, range.start.line === range.end.line ? range.end.column - 1 : undefined);
  return [
    `${range.start.line}:${range.start.column} ${severity} ${code} ⟨${written}⟩`, `  ${message.zh}`, `  ${message.en}`,
    ...(hints ?? []).flatMap((hint) => [`  ? ${hint.zh}`, `  ? ${hint.en}`]),
    ...(fix ? [`  ! ${fix.title.zh} | ${fix.title.en}`, `  ! ${mended(program, fix)}`] : []),
  ].join('\n');
}

/** The line as the fix leaves it. */
function mended(program: string, fix: NonNullable<Diagnostic['fix']>): string {
  const [edit] = fix.edits;
  const line = program.split('\n')[edit!.range.start.line - 1]!;
  return `${line.slice(0, edit!.range.start.column - 1)}${edit!.text}${line.slice(edit!.range.end.column - 1)}`.trim();
}

for (const file of readdirSync(folder).toSorted()) {
  describe(file.replace('.txt', ''), () => {
    const cases = readFileSync(folder + file, 'utf8').split(/^=== /m).slice(1).map((part) => {
      const [title, ...rest] = part.split('\n');
      const [program, expected = ''] = rest.join('\n').split(/^---\n/m);
      return { title: title!, program: program!.trimEnd(), expected: expected.trim() };
    });
    if (process.env.GOLDEN === 'write') {
      writeFileSync(folder + file, cases.map(({ title, program }) => `=== ${title}\n${program}\n---\n${said(program)}\n`).join('\n'));
    }
    for (const { title, program, expected } of cases) test(title, () => expect(said(program)).toBe(process.env.GOLDEN === 'write' ? said(program) : expected));
  });
}
