/** Exact decimals as whole numbers of 10⁻⁸: enough for yuan and fen in units of ten thousand. */
const PLACES = 8;
export const ONE = 10n ** BigInt(PLACES);

/** A plain decimal text (as `cells.ts` gives it). */
export function decimal(text: string): bigint {
  const [whole, part = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole!) * ONE + BigInt(part.padEnd(PLACES, '0').slice(0, PLACES));
  return text.startsWith('-') ? -value : value;
}

/** Without trailing zeros. */
export function decimalText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, '0');
  const part = digits.slice(-PLACES).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${part ? `.${part}` : ''}`;
}

/** Rounded half up to so many places. */
export function rounded(value: bigint, places: number): bigint {
  const step = 10n ** BigInt(PLACES - places), away = value < 0n ? -1n : 1n;
  return (value + away * (step / 2n)) / step * step;
}
/** Decimal places of a text. */
export const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0;
