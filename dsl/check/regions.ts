/**
 * Regions: GB/T 2260 codes, or provinces by their short name. A code holds for every agency whose own region begins
 * with it once trailing zeros in pairs are cut off (320900 holds for 320921).
 */
import type { Text } from '../syntax/ast.ts';
import { report, type Context } from './context.ts';
import { nearest } from './names.ts';

/** GB/T 2260, first two digits. */
const provinces: Record<string, string> = {
  北京: '11', 天津: '12', 河北: '13', 山西: '14', 内蒙古: '15', 辽宁: '21', 吉林: '22', 黑龙江: '23', 上海: '31', 江苏: '32', 浙江: '33',
  安徽: '34', 福建: '35', 江西: '36', 山东: '37', 河南: '41', 湖北: '42', 湖南: '43', 广东: '44', 广西: '45', 海南: '46', 重庆: '50',
  四川: '51', 贵州: '52', 云南: '53', 西藏: '54', 陕西: '61', 甘肃: '62', 青海: '63', 宁夏: '64', 新疆: '65',
};

/** The six-digit codes of written regions; says which are not known. */
export function regionCodes(context: Context, written: Text[]): string[] {
  return written.flatMap((text) => {
    const word = text.value.trim();
    if (/^\d{2}(\d{2}){0,2}$/.test(word)) return [word.padEnd(6, '0')];
    const code = provinces[word.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$/, '')];
    if (code) return [`${code}0000`];
    const near = nearest(word, Object.keys(provinces));
    report(context, 'unknown-region', text.at, { name: word },
      near.length > 0 ? { hints: [{ zh: `是否想写：${near.join('、')}`, en: `did you mean ${near.join(' or ')}?` }] } : {});
    return [];
  });
}
