/**
 * Whether a file is what was published: the publication it claims to be is made again from its frozen model and compared byte
 * by byte; where bytes differ, figure by figure.
 */
import type { Publications } from '../../../data/store/publications.ts';
import { Refusal, messageOf, type Words } from '../../words.ts';
import { FORMATS, type FormatName } from '../formats.ts';
import { readModel } from '../json.ts';
import { dayWords, type Claim } from '../told.ts';
import { claimIn, contentOf, formatOf, NoReader, type Content } from './read.ts';

/**
 * same: byte for byte; redrawn: other bytes, the same figures and words; differs; unread: other bytes, and it cannot be said
 * which figures; preview: was never published; unknown: no such publication is stored here; no_claim: says nothing of itself.
 */
export type Outcome = 'same' | 'redrawn' | 'differs' | 'unread' | 'preview' | 'unknown' | 'no_claim';
/** `published` or `file` is null where that side has nothing at the place. */
export interface Difference { where: string; published: string | null; file: string | null }
export interface Verdict {
  outcome: Outcome; format: FormatName | null; claim: Claim | null;
  publication: { name: string | null; publishedOn: string | null; newest: number } | null;
  /** At most `shownDifferences`. */
  differences: Difference[]; differing: number;
  words: Words;
}

export const shownDifferences = 50;

/** A report is far smaller; what is larger is none of ours. */
export const verifyLimit = 32_000_000;

/** @throws Refusal `too_large` above `verifyLimit` */
export async function verify(publications: Pick<Publications, 'get'>, bytes: Uint8Array): Promise<Verdict> {
  if (bytes.length > verifyLimit) throw new Refusal('too_large', 'too_large', '文件超过 32 MB，不会是本系统公开的年报。', 'The file is over 32 MB: no report published here is.');
  const nothing = { publication: null, differences: [], differing: 0 };
  let format: FormatName | null = null;
  try { format = formatOf(bytes); } catch { /* a broken archive is no format of ours */ }
  const claim = format && claimIn(format, bytes);
  if (!format || !claim) return { ...nothing, outcome: 'no_claim', format, claim: null, words: { zh: '文件中没有公开标识，看不出它是哪一份公开的年报。', en: 'The file does not say which published report it is.' } };
  const about: Words = { zh: `机关 ${claim.agency} ${claim.year}年度年报`, en: `the ${claim.year} report of agency ${claim.agency}` };
  if (claim.version === null) return { ...nothing, outcome: 'preview', format, claim, words: { zh: `这是${about.zh}的预览稿，不是公开的文件。`, en: `This is a preview of ${about.en}, not a published file.` } };
  const found = await publications.get(claim.agency, claim.year, claim.report, claim.version);
  if (!found) return { ...nothing, outcome: 'unknown', format, claim, words: { zh: `这里没有${about.zh}第${claim.version}版：文件自称的公开没有记录。`, en: `Version ${claim.version} of ${about.en} is not stored here: there is no record of the publication the file claims to be.` } };

  const newest = (await publications.get(claim.agency, claim.year, claim.report))?.version ?? claim.version;
  const publication = { name: found.name, publishedOn: found.publishedOn, newest };
  const day: Words = found.publishedOn ? dayWords(found.publishedOn) : { zh: '', en: '' };
  const named: Words = { zh: `${found.name ?? claim.agency}${claim.year}年度年报第${claim.version}版（${FORMATS[format].label.zh}${day.zh ? `，${day.zh}公开` : ''}）`, en: `version ${claim.version} of the ${claim.year} report of ${found.name ?? claim.agency} (${FORMATS[format].label.en}${day.en ? `, published ${day.en}` : ''})` };
  const later: Words = newest > claim.version ? { zh: `此后已有更正，最新为第${newest}版。`, en: ` It has been corrected since: the newest is version ${newest}.` } : { zh: '', en: '' };
  const answer = (outcome: Outcome, zh: string, en: string, differences: Difference[] = []): Verdict => ({ outcome, format, claim, publication, differences: differences.slice(0, shownDifferences), differing: differences.length, words: { zh: zh + later.zh, en: en + later.en } });

  const published = await FORMATS[format].render(await readModel(found.model));
  if (Buffer.compare(published, bytes) === 0) return answer('same', `这就是公开的${named.zh}，字节完全一致。`, `This is what was published: ${named.en}, byte for byte.`);
  try {
    const differences = differencesOf(await contentOf(format, published), await contentOf(format, bytes));
    return differences.length === 0
      ? answer('redrawn', `字节与公开的${named.zh}不同，但其中的数字和文字都一致：可能用别的程序另存过，或者由另一版本的程序、另一套字体排印。图形没有比较。`, `The bytes are not those of ${named.en}, but its figures and words are the same: it may have been saved by another program, or set by another version or with other fonts. Drawings were not compared.`)
      : answer('differs', `与公开的${named.zh}不一致：有${differences.length}处不同。`, `This is not what was published as ${named.en}: ${differences.length} places differ.`, differences);
  } catch (error) {
    const reason: Words = error instanceof NoReader ? { zh: '本机没有安装 pdftotext（poppler-utils），无法逐数比较', en: 'pdftotext (poppler-utils) is not installed here, so figures cannot be compared' } : { zh: `文件读不出来：${messageOf(error).slice(0, 200)}`, en: `the file cannot be read: ${messageOf(error).slice(0, 200)}` };
    return answer('unread', `字节与公开的${named.zh}不同；${reason.zh}。`, `The bytes are not those of ${named.en}; ${reason.en}.`);
  }
}

/** Places that say something else, then lines of running text that one side has more often than the other. */
function differencesOf(published: Content, file: Content): Difference[] {
  const ours = new Map(published.placed.map((item) => [item.where, item.text]));
  const theirs = new Map(file.placed.map((item) => [item.where, item.text]));
  const found: Difference[] = [];
  for (const [where, text] of ours) if (theirs.get(where) !== text) found.push({ where, published: text, file: theirs.get(where) ?? null });
  for (const [where, text] of theirs) if (!ours.has(where)) found.push({ where, published: null, file: text });
  const counts = new Map<string, number>();
  for (const line of published.free) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of file.free) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const [line, count] of counts) if (count !== 0) found.push({ where: '正文 text', published: count > 0 ? line : null, file: count < 0 ? line : null });
  return found;
}
