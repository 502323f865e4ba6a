/** `zhiheng check`: every diagnostic of a program at once, and its examples run. */
import { runExamples } from '../../examples.ts';
import { hasErrors, makeLibrary, readSources } from '../../library.ts';
import type { Verb } from '../arguments.ts';
import { JSON_OPTION, usage } from '../arguments.ts';
import { note, print, printJson } from '../output.ts';
import { diagnosticLine, diagnosticRow } from './common.ts';

export const verb: Verb = {
  name: 'check', operands: 'PATH…',
  summary: { zh: '检查程序并运行其中的示例', en: 'check a program and run its examples' },
  options: [JSON_OPTION],
  notes: [
    { zh: 'PATH 是 .heng 文件或文件夹;几个一起算一个程序。随附的台账声明始终有效。', en: 'PATH is a .heng file or a folder; several together are one program. The shipped declarations are always in scope.' },
    { zh: '--json 打印 {"diagnostics":[…]},每条有 code、severity(error、warning、info)、message、file、range(行列从 1 起)。只有提示时退出码为 0。', en: '--json prints {"diagnostics":[…]}; each has code, severity (error, warning, info), message, file, range (1-based). Warnings alone leave the exit code at 0.' },
  ],
  async run(call) {
    if (call.operands.length === 0) throw usage('请写出要检查的 .heng 文件或文件夹。', 'Name the .heng files or folders to check.');
    const library = makeLibrary(readSources(call.operands));
    const diagnostics = hasErrors(library.diagnostics) ? library.diagnostics : [...library.diagnostics, ...await runExamples(library.program)];
    if (call.has('json')) await printJson({ diagnostics: diagnostics.map(diagnosticRow) });
    else {
      if (diagnostics.length > 0) await print(diagnostics.map(diagnosticLine).join('\n'));
      const count = (severity: string): number => diagnostics.filter((one) => one.severity === severity).length;
      note({
        zh: `${Object.keys(library.program.indicators).length} 个指标,${library.program.examples.length} 个示例;错误 ${count('error')},提示 ${count('warning')}`,
        en: `${Object.keys(library.program.indicators).length} indicators, ${library.program.examples.length} examples; ${count('error')} errors, ${count('warning')} warnings`,
      });
    }
    return hasErrors(diagnostics) ? 1 : 0;
  },
};
