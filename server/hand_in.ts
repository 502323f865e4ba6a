/** Hand-ins from folders: which files are read, for which year, with the declared checks. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Program } from '../dsl/index.ts';
import { checkFormStatement, checkLedgerStatement } from '../metrics/index.ts';
import type { DeclaredChecks } from '../data/intake/index.ts';
import type { Problem } from './api.ts';
import { Refusal } from './words.ts';

export interface HandInFile { name: string; path: string }
/** The files of one hand-in; snapshots among them are the state for `year`. Files of a year's folder are shown with it (`2024/decisions.csv`). */
export interface FolderHandIn { year: number; files: HandInFile[] }

/** What intake reads or has something to say about; other files (notes, pictures) may lie beside them. */
const READABLE = /\.(csv|tsv|xlsx|xlsm|xls)$/i;

/**
 * The hand-ins below a folder: its CSV and XLSX files are one for `year`; folders named by a year (2023/, 2024/) are one
 * each for theirs, in ascending order. Throws `usage` when the folder, or what a link in it leads to, does not exist, `input` when it holds no such file.
 */
export function folderHandIns(folder: string, year: number): FolderHandIn[] {
  const kind = statSync(folder, { throwIfNoEntry: false });
  if (!kind?.isDirectory()) throw new Refusal('usage', 'no_such_folder', `找不到文件夹“${folder}”:--data 应是放有台账文件的文件夹。`, `There is no folder "${folder}": --data wants a folder with ledger files.`);
  const found: FolderHandIn[] = [];
  const add = (of: number, prefix: string): void => {
    const inner = join(folder, prefix);
    const files = readdirSync(inner).filter((name) => READABLE.test(name) && !name.startsWith('~$') && isFile(join(inner, name))).sort().map((name) => ({ name: prefix + name, path: join(inner, name) }));
    if (files.length > 0) found.push({ year: of, files });
  };
  for (const name of readdirSync(folder).sort()) if (/^(19|20|21)\d{2}$/.test(name) && statSync(join(folder, name)).isDirectory()) add(Number(name), `${name}/`);
  add(year, '');
  if (found.length === 0) throw new Refusal('input', 'no_files', `文件夹“${folder}”里没有 CSV 或 XLSX 文件:每个台账一个文件,以台账命名(如 decisions.csv)。`, `The folder "${folder}" has no CSV or XLSX file: one a ledger, named after it (decisions.csv).`);
  return found.toSorted((one, other) => one.year - other.year);
}

function isFile(path: string): boolean {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (!kind) throw new Refusal('usage', 'no_such_path', `找不到文件“${path}”。`, `There is no file "${path}".`);
  return kind.isFile();
}

/** Files named on a command line or found in a folder. */
export function namedFiles(paths: string[]): HandInFile[] {
  return paths.map((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Refusal('usage', 'no_such_path', `找不到文件“${path}”。`, `There is no file "${path}".`);
    return { name: basename(path), path };
  });
}

/**
 * The declared checks of a ledger or form as statements on the table that holds what is about to be loaded. Of a form's
 * those that read nothing but its own row; the others are findings of the report.
 */
export function checksOf(program: Program): DeclaredChecks {
  return (name, table) => {
    if (program.forms[name]) {
      return program.forms[name].checks.flatMap((check) => {
        const statement = checkFormStatement(program, name, check, table);
        return statement ? [{ check, statement }] : [];
      });
    }
    return (program.ledgers[name]?.checks ?? []).map((check) => ({ check, statement: checkLedgerStatement(program, name, check, table) }));
  };
}

/** Errors first, then by file, row and column: the order in which someone mends them. */
export function ordered(problems: Problem[]): Problem[] {
  const rank = (problem: Problem): number => (problem.severity === 'error' ? 0 : 1);
  return problems.toSorted((one, other) => rank(one) - rank(other) || one.file.localeCompare(other.file) || (one.sheet ?? '').localeCompare(other.sheet ?? '') || (one.row ?? 0) - (other.row ?? 0) || columnOf(one) - columnOf(other));
}

/** The column of a problem's cell, A as 1; 0 where none is meant. */
function columnOf({ cell }: Problem): number {
  return [...(/^[A-Z]+/.exec(cell ?? '')?.[0] ?? '')].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0);
}

/** One problem on a line: `decisions.csv B17: 说明  explanation`. */
export function problemLine(problem: Problem): string {
  const place = [problem.file, problem.sheet, problem.cell ?? (problem.row === null ? null : `${problem.row}`)].filter((part) => part !== null && part !== '').join(' ');
  return `${problem.severity === 'error' ? '错误 error' : '提示 warning'}  ${place}: ${problem.message.zh}  ${problem.message.en}`;
}
