/**
 * What a typed or pasted text means in a cell of a form: a figure, a mark, a blank, a text that is no figure, or something
 * that cannot be kept. Thousand separators, full-width digits, a counting word after a count, 万元 or 元 after money are
 * read; what is kept is the plain text that intake reads as the same (a test holds the two together).
 */

/** The column a text is for: its unit, and whether only whole numbers fit. */
export interface CellKind { unit: string; integer: boolean }
export type ReadingProblem = 'fraction' | 'negative' | 'decimals' | 'large';
export interface Reading {
  /** What is kept: the plain text. Where it cannot be read, as it was typed. */
  text: string;
  kind: 'blank' | 'value' | 'not_applicable' | 'not_filled' | 'text' | 'problem';
  /** A decimal text where there is a figure. */
  value: string | null;
  /** As intake keeps it: `/`, `-`, or a text that is no figure. */
  mark: string | null;
  problem: ReadingProblem | null;
  /** The figure was told in another unit and has been converted: the text as it was. */
  converted: string | null;
}

/** Counting words that tables use for one another; 册 and the like count something else. */
const COUNT_WORDS = ['件', '宗', '起', '人', '次', '家', '个', '项', '份', '人次', '件次', '宗次'];
/** Blanks of every kind and zero-width ones. */
const BLANKS = ' \t\r\n\f\v\u00a0\u3000\u200b\u200c\u200d\ufeff';
const EDGES = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, 'g');

/** Full-width digits, letters and punctuation as their ASCII twins; every kind of minus as one. */
export const narrow = (text: string): string => text.replace(/[\uff01-\uff5e]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ').replaceAll('\u2212', '-').replaceAll('。', '.');

const blank: Omit<Reading, 'text' | 'kind'> = { value: null, mark: null, problem: null, converted: null };

export function readTyped(typed: string, { unit, integer }: CellKind): Reading {
  const text = typed.replace(EDGES, '');
  if (text === '') return { ...blank, text: '', kind: 'blank' };
  const plain = narrow(text);
  if (plain === '/' || plain === '\\' || plain === '不适用' || plain === '无相关职责') return { ...blank, text: '/', kind: 'not_applicable', mark: '/' };
  if (/^[-–—―─]+$/.test(plain) || plain === '未填') return { ...blank, text: '-', kind: 'not_filled', mark: '-' };
  const { digits, yuan } = withoutUnit(plain.replaceAll(' ', ''), unit);
  const number = /^(-?)0*(\d+?)(?:\.(\d+?)0*)?$/.exec(digits);
  if (!number) return { ...blank, text, kind: 'text', mark: text };
  let whole = number[2]!, part = (number[3] ?? '').replace(/0+$/, '');
  // Told in yuan for a column in 10,000 yuan: four places further left.
  if (yuan) {
    const shifted = whole.padStart(5, '0');
    part = (shifted.slice(-4) + part).replace(/0+$/, '');
    whole = shifted.slice(0, -4).replace(/^0+(?=\d)/, '');
  }
  const zero = whole === '0' && part === '', sign = number[1] && !zero ? '-' : '';
  const wrong = (problem: ReadingProblem): Reading => ({ ...blank, text, kind: 'problem', problem });
  if (whole.length > 14) return wrong('large');
  if (integer && part) return wrong('fraction');
  if (part.length > 4) return wrong('decimals');
  if (integer && sign) return wrong('negative');
  const value = `${sign}${whole}${part ? `.${part}` : ''}`;
  return { ...blank, text: value, kind: 'value', value, converted: yuan ? text : null };
}

/** Separators of thousands and the unit after the figure taken away; `yuan`: it was told in yuan, the column wants 10,000 yuan. */
function withoutUnit(text: string, unit: string): { digits: string; yuan: boolean } {
  const match = /^(-?[\d.,]+)(\D+)$/.exec(text);
  let digits = text, yuan = false;
  if (match) {
    const word = match[2]!;
    if (unit === '万元' || unit === '元') {
      if (word === unit || (unit === '万元' && word === '万')) digits = match[1]!;
      else if (unit === '万元' && word === '元') { digits = match[1]!; yuan = true; }
    } else if (word === unit || COUNT_WORDS.includes(word)) digits = match[1]!;
  }
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits)) digits = digits.replaceAll(',', '');
  return { digits, yuan };
}

/** A figure for the eye: thousands parted; marks and texts as they are. */
export function shown(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  return match ? `${match[1]}${match[2]!.replace(/\B(?=(\d{3})+$)/g, ',')}${match[3] ?? ''}` : text;
}

/** `a − b` of two decimal texts, exactly. */
export function difference(a: string, b: string): string {
  const places = Math.max(...[a, b].map((one) => (one.split('.')[1] ?? '').length));
  const scaled = (text: string): bigint => { const [whole = '0', part = ''] = text.replace('-', '').split('.'); return BigInt(whole + part.padEnd(places, '0')) * (text.startsWith('-') ? -1n : 1n); };
  const left = scaled(a) - scaled(b), size = (left < 0n ? -left : left).toString().padStart(places + 1, '0');
  const part = places ? size.slice(-places).replace(/0+$/, '') : '';
  return `${left < 0n ? '-' : ''}${places ? size.slice(0, -places) : size}${part ? `.${part}` : ''}`;
}
