/** Exact decimals as strings: what is printed is what was counted, never a rounded binary number. */

const digitsKept = 4;

/** `n/d`, an integer, or a decimal string → a plain decimal string; rounded half up to `places` where it has more. */
export function plainDecimal(exact: string, places = digitsKept): string {
  const [numerator, denominator] = exact.split('/') as [string, string | undefined];
  const n = scaled(numerator.trim()); const d = scaled((denominator ?? '1').trim());
  const top = n.value * 10n ** BigInt(d.places); const bottom = d.value * 10n ** BigInt(n.places);
  if (bottom === 0n) throw new Error(`Not a quotient: ${exact}`);
  return divide(top, bottom, places);
}

/** `top / bottom` half up to `places`, without trailing zeros. */
export function divide(top: bigint, bottom: bigint, places: number): string {
  const negative = (top < 0n) !== (bottom < 0n) && top !== 0n;
  const a = top < 0n ? -top : top; const b = bottom < 0n ? -bottom : bottom;
  const factor = 10n ** BigInt(places);
  const rounded = (a * factor * 2n + b) / (b * 2n);
  return write(negative ? -rounded : rounded, places);
}

/** a − b. */
export function subtract(a: string, b: string): string {
  const x = scaled(a); const y = scaled(b);
  const places = Math.max(x.places, y.places);
  return write(x.value * 10n ** BigInt(places - x.places) - y.value * 10n ** BigInt(places - y.places), places);
}

export function add(a: string, b: string): string { return subtract(a, negate(b)); }
export function isZero(text: string): boolean { return scaled(text).value === 0n; }
/** Negative, zero or positive as a is less than, equal to or more than b. */
export function compare(a: string, b: string): number {
  const difference = scaled(subtract(a, b)).value;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** part ÷ whole in percent with two decimals, never rounded up to 100 when it is less; null when whole is 0. */
export function percent(part: string, whole: string): string | null {
  if (isZero(whole)) return null;
  const p = scaled(part); const w = scaled(whole);
  const top = p.value * 100n * 10n ** BigInt(w.places); const bottom = w.value * 10n ** BigInt(p.places);
  const text = divide(top, bottom, 2);
  return compare(text, '100') === 0 && compare(part, whole) < 0 ? '99.99' : fixed(text, 2);
}

/** With exactly `places` decimals (the text has no more). */
export function fixed(text: string, places: number): string {
  const [whole, fraction = ''] = text.split('.') as [string, string | undefined];
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

function negate(text: string): string { return text.startsWith('-') ? text.slice(1) : `-${text}`; }

function scaled(text: string): { value: bigint; places: number } {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`Not a decimal: ${text}`);
  const [whole, fraction = ''] = text.split('.') as [string, string | undefined];
  return { value: BigInt(whole + fraction), places: fraction.length };
}

function write(value: bigint, places: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(places + 1, '0');
  const whole = places === 0 ? digits : digits.slice(0, -places);
  const fraction = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
  const text = fraction ? `${whole}.${fraction}` : whole;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}
