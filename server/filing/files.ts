/**
 * Files of evidence: told by their content what they are, kept under their hash beside the database, handed out as
 * downloads only. What is not one of the known kinds, or says by its name that it is another, is refused.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '../words.ts';

/** Bytes a file of evidence may have. */
export const EVIDENCE_LIMIT = 20 * 1024 * 1024;

interface Kind { type: string; extensions: readonly string[]; label: string }
const PDF: Kind = { type: 'application/pdf', extensions: ['pdf'], label: 'PDF' };
const PNG: Kind = { type: 'image/png', extensions: ['png'], label: 'PNG' };
const JPEG: Kind = { type: 'image/jpeg', extensions: ['jpg', 'jpeg'], label: 'JPEG' };
const DOCX: Kind = { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extensions: ['docx'], label: 'Word（.docx）' };
const XLSX: Kind = { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extensions: ['xlsx'], label: 'Excel（.xlsx）' };
const OFD: Kind = { type: 'application/ofd', extensions: ['ofd'], label: 'OFD' };
const KINDS = [PDF, PNG, JPEG, DOCX, XLSX, OFD];

/** What the content is; null for anything that is not taken. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const starts = (...head: number[]): boolean => head.every((byte, index) => bytes[index] === byte);
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return PDF;
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return PNG;
  if (starts(0xff, 0xd8, 0xff)) return JPEG;
  if (!starts(0x50, 0x4b, 0x03, 0x04)) return null;
  const names = zipNames(bytes);
  if (names === null || names.some((name) => /vbaProject\.bin$/i.test(name))) return null;
  if (names.includes('OFD.xml')) return OFD;
  if (names.includes('word/document.xml')) return DOCX;
  return names.includes('xl/workbook.xml') ? XLSX : null;
}

/** The names in a ZIP's central directory; null when it is broken. Nothing is unpacked. */
function zipNames(bytes: Uint8Array): string[] | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > view.length) return null;
  const count = view.readUInt16LE(end + 10);
  let at = view.readUInt32LE(end + 16);
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > view.length || view.readUInt32LE(at) !== 0x02014b50) return null;
    const length = view.readUInt16LE(at + 28);
    names.push(view.subarray(at + 46, at + 46 + length).toString('utf8'));
    at += 46 + length + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return names;
}

/** Checks a received file. Throws `input` for an empty one, one of another kind, or one whose name says another kind. */
export function checkedFile(name: string, bytes: Uint8Array): Kind {
  if (bytes.length === 0) throw new Refusal('input', 'empty_file', `“${name}”是空文件。`, `"${name}" is empty.`);
  const kind = kindOf(bytes);
  const taken = KINDS.map((one) => one.label).join('、');
  if (!kind) throw new Refusal('input', 'file_kind', `“${name}”的内容不是可以收的类型（${taken}；不含宏）。请转换后再传。`, `The content of "${name}" is of no kind that is taken (${KINDS.map((one) => one.extensions[0]).join(', ')}; no macros). Convert it first.`);
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!kind.extensions.includes(extension)) throw new Refusal('input', 'file_extension', `“${name}”的内容是 ${kind.label}，文件名却不是：请改用扩展名 .${kind.extensions[0]!}。`, `"${name}" is a ${kind.extensions[0]!} file by its content: name it so.`);
  return kind;
}

/** The files below a folder, by hash. */
export class EvidenceFiles {
  readonly #folder: string | null;
  /** Null: this server keeps none. */
  constructor(folder: string | null) { this.#folder = folder; }

  #path(sha256: string): string {
    if (this.#folder === null) throw new Refusal('unavailable', 'no_files', '本服务没有设置存放佐证文件的文件夹。', 'This server has no folder for files of evidence.');
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Refusal('not_found', 'no_file', '没有这个附件。', 'There is no such file.');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** Keeps the bytes under their hash; the same bytes are kept once. */
  async keep(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = this.#path(sha256);
    if (!existsSync(path)) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
      await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
      await rename(temporary, path);
    }
    return sha256;
  }

  /** The bytes of a hash. Throws `not_found` when they are not there, `unavailable` when they are not what they were. */
  async read(sha256: string): Promise<Uint8Array> {
    const bytes = await readFile(this.#path(sha256)).catch(() => null);
    if (bytes === null) throw new Refusal('not_found', 'no_file', '没有这个附件。', 'There is no such file.');
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Refusal('unavailable', 'file_changed', '附件与登记的校验值不符，请联系系统管理员。', 'The file is not what was registered: tell the administrator.');
    return bytes;
  }
}
