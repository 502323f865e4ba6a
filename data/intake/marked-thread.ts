/** The thread that marks a copy of a workbook (see `marked.ts`): it ends with its memory or its time, and nothing else does. */
import ExcelJS from 'exceljs';
import { readFile, writeFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { MarkOrder } from './marked.ts';
import type { Problem } from './problems.ts';
import { neutral } from './template.ts';

const FILLS = { error: 'FFF4C7C3', warning: 'FFFCE8B2' } as const;
const WORDS = { error: '错误 Error', warning: '提示 Warning' } as const;

/** A CSV file as a sheet of texts, so that its cells can be marked, too. */
async function sheetOfCsv(book: ExcelJS.Workbook, path: string): Promise<void> {
  const bytes = await readFile(path);
  let text: string;
  try { text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); } catch { text = new TextDecoder('gb18030').decode(bytes); }
  const sheet = book.addWorksheet('CSV');
  let cells: string[] = [], cell = '', quoted = false;
  const first = text.slice(0, text.search(/[\r\n]|$/)), delimiter = [',', ';', '\t'].reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
  const close = (): void => { cells.push(cell); cell = ''; };
  const row = (): void => { close(); sheet.addRow(cells.map(neutral)); cells = []; };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) { if (character !== '"') cell += character; else if (text[at + 1] === '"') { cell += '"'; at++; } else quoted = false; } else if (character === '"' && cell === '') quoted = true;
    else if (character === delimiter) close();
    else if (character === '\n') row();
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || cells.length) row();
}

function mark(book: ExcelJS.Workbook, problems: Problem[]): void {
  const byCell = Map.groupBy(problems.filter(problem => problem.cell !== null), problem => `${problem.sheet ?? ''} ${problem.cell}`);
  for (const own of byCell.values()) {
    const [first] = own;
    const sheet = first!.sheet === null ? book.worksheets[0] : book.getWorksheet(first!.sheet);
    const cell = sheet?.getCell(first!.cell!);
    if (!cell) continue;
    const worst = own.some(problem => problem.severity === 'error') ? 'error' : 'warning';
    // A style may be shared with other cells: this one gets its own.
    cell.style = { ...cell.style, fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: FILLS[worst] } } };
    const before = typeof cell.note === 'string' ? `${cell.note}\n\n` : '';
    cell.note = `${before}${own.map(problem => `${WORDS[problem.severity]}\n${problem.message.zh}\n${problem.message.en}`).join('\n\n')}`;
  }
  let name = '校验结果', number = 1;
  while (book.getWorksheet(name)) name = `校验结果${++number}`;
  const list = book.addWorksheet(name, { views: [{ state: 'frozen', xSplit: 0, ySplit: 1 }] });
  list.columns = [{ header: '工作表 Sheet', width: 24 }, { header: '单元格 Cell', width: 12 }, { header: '级别 Kind', width: 14 }, { header: '列 Column', width: 24 }, { header: '问题', width: 70 }, { header: 'Problem', width: 70 }];
  for (const problem of problems) {
    const where = problem.cell ?? (problem.row === null ? '' : `第${problem.row}行`);
    const row = list.addRow([problem.sheet ?? '', where, WORDS[problem.severity], problem.column ?? '', problem.message.zh, problem.message.en].map(neutral));
    const target = problem.sheet ?? book.worksheets[0]!.name;
    if (problem.cell !== null) row.getCell(2).value = { text: problem.cell, hyperlink: `#'${target.replaceAll("'", "''")}'!${problem.cell}` };
    row.getCell(3).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: FILLS[problem.severity] } };
    row.alignment = { vertical: 'top', wrapText: true };
  }
  list.getRow(1).font = { bold: true };
}

async function run({ source, kind, destination, problems }: MarkOrder): Promise<void> {
  const book = new ExcelJS.Workbook();
  if (kind === 'csv') await sheetOfCsv(book, source); else await book.xlsx.load(await readFile(source) as unknown as ExcelJS.Buffer);
  mark(book, problems);
  await writeFile(destination, new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer), { mode: 0o600 });
}

run(workerData as MarkOrder).then(() => parentPort!.postMessage('done'), (error: unknown) => parentPort!.postMessage(error instanceof Error ? error.message : 'failed'));
