/**
 * Fonts of printed reports. Noto Serif and Sans SC come with the program; the faces official documents ask for (仿宋, 小标宋,
 * 黑体, 楷体: GB/T 9704-2012) are not free, so an operator who has them names their folder in `ZHIHENG_FONTS`. What is missing is said.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Words } from '../words.ts';
import { visible } from './characters.ts';

export type FontRole = 'text' | 'title' | 'heading' | 'subheading' | 'table';
export interface PrintFonts {
  /** Family names to try for each role, best first; the last ones always exist. */
  families: Record<FontRole, string[]>;
  folders: string[];
  /** Faces that stand in for what GB/T 9704 names. */
  missing: Words[];
}

const wanted: { role: FontRole; name: string; words: Words; pattern: RegExp; standIn: string }[] = [
  { role: 'text', name: '仿宋', words: { zh: '正文的仿宋体', en: 'FangSong for text' }, pattern: /仿宋|fang\s*song/i, standIn: 'Noto Serif SC' },
  { role: 'title', name: '小标宋', words: { zh: '标题的小标宋体', en: 'XiaoBiaoSong for titles' }, pattern: /小标宋|xiao\s*biao\s*song/i, standIn: 'Noto Serif SC' },
  { role: 'heading', name: '黑体', words: { zh: '一级标题的黑体', en: 'HeiTi for headings' }, pattern: /黑体|sim\s*hei|hei\s*ti/i, standIn: 'Noto Sans SC' },
  { role: 'subheading', name: '楷体', words: { zh: '二级标题的楷体', en: 'KaiTi for second headings' }, pattern: /楷体|kai\s*ti/i, standIn: 'Noto Serif SC' },
];

const require = createRequire(import.meta.url);
const shippedFolder = (family: 'noto-serif-sc' | 'noto-sans-sc', weight: string): string => join(dirname(require.resolve(`@expo-google-fonts/${family}/package.json`)), weight);
export const shippedFonts: { folder: string; file: string }[] = ([['noto-serif-sc', '400Regular', 'NotoSerifSC'], ['noto-serif-sc', '700Bold', 'NotoSerifSC'], ['noto-sans-sc', '400Regular', 'NotoSansSC']] as const)
  .map(([family, weight, name]) => ({ folder: shippedFolder(family, weight), file: join(shippedFolder(family, weight), `${name}_${weight}.ttf`) }));

/** @param folder the operator's fonts (.ttf, .otf, .ttc); unreadable files in it are passed over */
export function printFonts(folder: string | undefined = process.env['ZHIHENG_FONTS']): PrintFonts {
  const faces = folder ? fontFiles(folder).map((file) => fontNames(file)) : [];
  const families = { table: ['Noto Serif SC', 'Noto Sans SC'] } as PrintFonts['families'];
  const missing: Words[] = [];
  for (const each of wanted) {
    // The shortest name of a family is the family's own, without the style.
    const found = faces.find((names) => names.some((name) => each.pattern.test(name)))?.filter((name) => each.pattern.test(name)) ?? [];
    families[each.role] = [...found, ...new Set([each.standIn, 'Noto Serif SC', 'Noto Sans SC'])];
    if (found.length === 0) missing.push({ zh: `没有找到${each.words.zh}，以${each.standIn}代替。`, en: `${each.words.en} was not found; ${each.standIn} stands in.` });
  }
  return { families, folders: [...shippedFonts.map((font) => font.folder), ...(folder && faces.length > 0 ? [folder] : [])], missing };
}

function fontFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(ttf|otf|ttc)$/i.test(name)).sort().map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
  } catch { return []; }
}

/** Family names (name records 1 and 16) of the faces of a TrueType or OpenType file; none where it cannot be read. */
export function fontNames(file: string): string[] {
  let handle: number;
  try { handle = openSync(file, 'r'); } catch { return []; }
  const read = (at: number, length: number): DataView => {
    const bytes = new Uint8Array(length);
    if (readSync(handle, bytes, 0, length, at) !== length) throw new RangeError('beyond the end');
    return new DataView(bytes.buffer);
  };
  try {
    const head = read(0, 12);
    const starts = head.getUint32(0) === 0x74746366 ? Array.from({ length: Math.min(16, head.getUint32(8)) }, (_, index) => read(12 + index * 4, 4).getUint32(0)) : [0];
    return [...new Set(starts.flatMap((start) => namesAt(read, start)))];
  } catch { return []; } finally { closeSync(handle); }
}

function tableAt(read: (at: number, length: number) => DataView, start: number, tag: string): DataView | null {
  const count = Math.min(64, read(start + 4, 2).getUint16(0));
  const entries = read(start + 12, count * 16);
  for (let index = 0; index < count; index++) {
    const name = String.fromCharCode(...[0, 1, 2, 3].map((byte) => entries.getUint8(index * 16 + byte)));
    if (name === tag) return read(entries.getUint32(index * 16 + 8), Math.min(entries.getUint32(index * 16 + 12), 4_000_000));
  }
  return null;
}

function namesAt(read: (at: number, length: number) => DataView, start: number): string[] {
  const names = tableAt(read, start, 'name');
  if (!names) return [];
  const count = names.getUint16(2); const texts = names.getUint16(4);
  const found: string[] = [];
  for (let index = 0; index < count; index++) {
    const at = 6 + index * 12;
    const platform = names.getUint16(at); const name = names.getUint16(at + 6);
    // Unicode and Windows records are UTF-16; those of old Macintoshes say the same again.
    if ((name !== 1 && name !== 16) || (platform !== 0 && platform !== 3)) continue;
    const length = names.getUint16(at + 8); const from = texts + names.getUint16(at + 10);
    let text = '';
    for (let byte = 0; byte + 1 < length; byte += 2) text += String.fromCharCode(names.getUint16(from + byte));
    found.push(text);
  }
  return found.sort((a, b) => a.length - b.length);
}

/** The characters that the shipped and the operator's fonts have between them. */
const coverage = new Map<string, Set<number>>();
export function charactersOf(folder: string | undefined = process.env['ZHIHENG_FONTS']): Set<number> {
  const key = folder ?? '';
  let known = coverage.get(key);
  if (!known) {
    known = new Set();
    for (const file of [...shippedFonts.map((font) => font.file), ...(folder ? fontFiles(folder) : [])]) addCharacters(known, file);
    coverage.set(key, known);
  }
  return known;
}

/** Reads `cmap` in its two usual formats, 4 and 12; a file that cannot be read adds nothing. */
function addCharacters(found: Set<number>, file: string): void {
  try {
    const bytes = readFileSync(file);
    const start = bytes.readUInt32BE(0) === 0x74746366 ? bytes.readUInt32BE(12) : 0;
    const map = tableAt((at, length) => new DataView(bytes.buffer, bytes.byteOffset + at, length), start, 'cmap');
    if (!map) return;
    for (let index = 0; index < map.getUint16(2); index++) {
      const at = map.getUint32(4 + index * 8 + 4);
      if (map.getUint16(at) === 12) {
        for (let group = 0; group < map.getUint32(at + 12); group++) {
          const entry = at + 16 + group * 12;
          const last = Math.min(map.getUint32(entry + 4), 0x10ffff);
          for (let code = map.getUint32(entry); code <= last; code++) found.add(code);
        }
      } else if (map.getUint16(at) === 4) {
        const segments = map.getUint16(at + 6) / 2;
        for (let segment = 0; segment < segments; segment++) {
          const last = map.getUint16(at + 14 + segment * 2); const first = map.getUint16(at + 16 + (segments + segment) * 2);
          for (let code = first; code <= last && code !== 0xffff; code++) found.add(code);
        }
      }
    }
  } catch { /* not a font we can read: its characters do not count */ }
}

/** Text that can be printed: a character no font has becomes 〓, the printers' mark for a missing type. */
export function printable(text: string, known: Set<number> = charactersOf()): string {
  let result = '';
  for (const character of visible(text)) result += character === '\n' || known.has(character.codePointAt(0)!) ? character : /\s/.test(character) ? ' ' : '〓';
  return result;
}

/** A chart for paper: letters in the fonts that are printed with, whatever the machine has. */
export function printSvg(svg: string): string {
  return svg.replaceAll(/font-family="[^"]*"/g, (family) => (/Serif SC/.test(family) ? 'font-family="Noto Serif SC"' : 'font-family="Noto Sans SC"'));
}
