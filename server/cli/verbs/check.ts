/** `zhiheng check`: every diagnostic of a program at once, and its examples run. */
import { listedIndicators } from '../../../dsl/program.ts';
import type { Diagnostic, Program } from '../../../dsl/index.ts';
import { failures, runExamples } from '../../examples.ts';
import { hasErrors, readSources } from '../../library.ts';
import { compiled, packsOf } from '../../packs.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print, printJson } from '../output.ts';
import { diagnosticLine, diagnosticRow, distinct } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  if (call.operands.length === 0) throw usage('请写出要检查的 .heng 文件或文件夹。', 'Name the .heng files or folders to check.');
  const packs = compiled(packsOf(readSources(call.operands)));
  const found: Diagnostic[] = [];
  for (const { library } of packs) {
    found.push(...library.diagnostics);
    if (!hasErrors(library.diagnostics)) found.push(...failures(await runExamples(library.program)));
  }
  const diagnostics = distinct(found);
  if (call.has('json')) await printJson({ diagnostics: diagnostics.map(diagnosticRow) });
  else {
    if (diagnostics.length > 0) await print(diagnostics.map(diagnosticLine).join('\n'));
    const count = (severity: string): number => diagnostics.filter((one) => one.severity === severity).length;
    const sum = (of: (program: Program) => number): number => packs.reduce((total, { library }) => total + of(library.program), 0);
    const [indicators, examples] = [sum((program) => listedIndicators(program).length), sum((program) => program.examples.length)];
    note({
      zh: `${packs.length > 1 ? `${packs.length} 个指标包,` : ''}${indicators} 个指标,${examples} 个示例;错误 ${count('error')},提示 ${count('warning')}`,
      en: `${packs.length > 1 ? `${packs.length} packs, ` : ''}${indicators} indicators, ${examples} examples; ${count('error')} errors, ${count('warning')} warnings`,
    });
  }
  return hasErrors(diagnostics) ? 1 : 0;
}
