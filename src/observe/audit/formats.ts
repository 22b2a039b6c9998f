import { claudeCode } from './claude-code.ts'
import { codex } from './codex.ts'
import { fanfoldTrace } from './fanfold-trace.ts'
import type { LogFormat } from './format.ts'
import { conversations } from './messages/conversations.ts'
import { openTelemetry } from './otel/spans.ts'
import { tauBench } from './tau-bench.ts'
import { traceLab } from './trace-lab.ts'
import { turnLists } from './turn-lists.ts'

/** The formats that can be read; the first that knows a value has its file. */
export const formats: readonly LogFormat[] = [
  claudeCode,
  codex,
  fanfoldTrace,
  traceLab,
  tauBench,
  turnLists,
  openTelemetry,
  conversations,
]
