/** The report as PDF/A-2a: the printed layout of `print.ts`, set by Typst with `report.typ`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { charactersOf, printable, printFonts, printSvg, type PrintFonts } from '../fonts.ts';
import type { ReportModel } from '../model.ts';
import { printed, type Language, type PrintBlock } from '../print.ts';

const template = readFileSync(new URL('./report.typ', import.meta.url), 'utf8');

/** Loading fonts takes a third of a second: once for each folder of them. */
let setter: { folder: string | undefined; fonts: PrintFonts; characters: Set<number>; compiler: NodeCompiler } | null = null;
function typesetter(): NonNullable<typeof setter> {
  const folder = process.env['ZHIHENG_FONTS'];
  if (setter && setter.folder === folder) return setter;
  const fonts = printFonts(folder);
  // Typst reads files of its workspace only: an empty folder that is gone again.
  const workspace = mkdtempSync(join(tmpdir(), 'zhiheng-print-'));
  process.once('exit', () => rmSync(workspace, { recursive: true, force: true }));
  setter = { folder, fonts, characters: charactersOf(folder), compiler: NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fonts.folders }] }) };
  return setter;
}

/** The same model and fonts give the same bytes. @throws Error when Typst refuses the document, which no text in a model may cause */
export function renderPdf(model: ReportModel, language: Language = 'zh'): Uint8Array {
  const { fonts, characters, compiler } = typesetter();
  const document = printed(model, language);
  const { blocks, ...rest } = document;
  const date = document.about.day.split('-').map(Number);
  const data = {
    ...rest, groups: groupsOf(blocks), fonts: fonts.families,
    date: date.length === 3 && date.every(Number.isInteger) ? date : [2000, 1, 1],
  };
  const text = JSON.stringify(data, (key, value: unknown) => (typeof value === 'string' ? printable(key === 'svg' ? printSvg(value) : value, characters) : value));
  try {
    return new Uint8Array(compiler.pdf({ mainFileContent: template, inputs: { document: text } }, { pdfStandard: 'a-2a', creationTimestamp: Date.UTC(data.date[0]!, data.date[1]! - 1, data.date[2]) / 1000 }));
  } catch (error) {
    throw new Error(`The report could not be set as PDF: ${(error as { code?: string }).code ?? String(error)}`, { cause: error });
  } finally {
    // What is remembered between reports stays small.
    compiler.evictCache(4);
  }
}

function groupsOf(blocks: PrintBlock[]): { landscape: boolean; blocks: PrintBlock[] }[] {
  const groups: { landscape: boolean; blocks: PrintBlock[] }[] = [];
  for (const block of blocks) {
    const landscape = block.kind === 'table' && block.landscape;
    const last = groups.at(-1);
    if (last && last.landscape === landscape) last.blocks.push(block); else groups.push({ landscape, blocks: [block] });
  }
  return groups;
}
