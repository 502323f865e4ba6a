/** Runs the command line as others run it: a child process, its output and exit code. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../server/cli/zhiheng.mjs', import.meta.url));
export const PACK = fileURLToPath(new URL('../../metrics/packs/xian-2022.heng', import.meta.url));

export interface Outcome { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }

export function zhiheng(...words: string[]): Promise<Outcome> { return zhihengAs({}, ...words); }

/** With these variables in its environment. */
export function zhihengAs(environment: Record<string, string>, ...words: string[]): Promise<Outcome> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, out, err }));
  });
}

/** Writes files below a folder. */
export function files(folder: string, content: Record<string, string | Uint8Array>): string {
  for (const [name, text] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Two departments and a silent one; A made four decisions in 2024 (one late, one in time, one not due on 31 December, one exempt). */
export const A = '11610100MB2A00001U';
export const B = '11610100MB2A00002Y';
export const SILENT = '11610100MB2A000032';
export const SMALL: Record<string, string> = {
  'agencies.csv': `code,name,level,body_type,category,region\n${A},甲局,市,工作部门,部门组,610100\n${B},乙局,市,工作部门,部门组,610100\n${SILENT},丙局,市,工作部门,部门组,610100\n`,
  'decisions.csv': `执法主体,案号,类别,决定日期,公示日期,不公开依据\n${A},A1,行政处罚,2024-02-05,2024-02-08,无\n${A},A2,行政处罚,2024年1月5日,,\n${A},A3,行政许可,2024/12/30,,\n${A},A4,行政许可,2024.1.8,,涉及国家秘密\n${B},B1,行政处罚,2024-03-04,2024-03-05,\n`,
};
