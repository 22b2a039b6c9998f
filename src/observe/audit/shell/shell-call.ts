import type { InnerCall } from '../../../ledger/inner-call.ts'
import { isRecord } from '../../../util/is-record.ts'
import { judgeCommands } from './judge-command.ts'
import type { ShellKind } from './programs.ts'
import { readingCall } from './reading-call.ts'
import { splitShell } from './split.ts'

/** What a call of a shell does, and, of one that only reads, which programs it calls. */
export interface ShellCall {
  readonly kind: ShellKind
  readonly call?: Pick<InnerCall, 'name' | 'input'> | undefined
}

const shell =
  /^(?:mcp__\w+__)?(?:bash|shell|zsh|sh|terminal|local_?shell\w*|exec|exec_command|container\.exec|execute_bash|execute_command|(?:execute|run)_(?:bash|shell|terminal)(?:_?(?:cmd|command))?|run_in_terminal|run_command|shell_command|bash_?tool|cmd_?run)$/i

/** Reads a call of a shell, by whichever name agents have it; undefined of any other tool. */
export function shellCall({
  name,
  input,
}: Pick<InnerCall, 'name' | 'input'>): ShellCall | undefined {
  if (!shell.test(name)) return undefined
  const script = isLeftRunning(input) ? undefined : scriptIn(input)
  const commands = script === undefined ? undefined : splitShell(script)
  if (commands === undefined) return { kind: 'unknown' }
  const kind = judgeCommands(commands)
  return kind === 'reads' ? { kind, call: readingCall(name, commands) } : { kind }
}

/** Of a command that goes on behind the model's back, or of keys for one that does, nothing is known. */
function isLeftRunning(input: unknown): boolean {
  if (!isRecord(input)) return false
  const {
    run_in_background: left,
    is_background: alsoLeft = left,
    is_input: typed = alsoLeft,
  } = input
  return [left, alsoLeft, typed].some((flag) => flag === true || flag === 'true')
}

/** A text, or the words of a command, under one of the names that agents have for it. */
function scriptIn(input: unknown): string | undefined {
  if (typeof input === 'string') return input
  if (!isRecord(input)) return undefined
  const { command, cmd = command, script = cmd, action = script } = input
  const given = isRecord(action) ? action['command'] : action
  if (Array.isArray(given)) return scriptOfWords(given.map(String))
  return typeof given === 'string' ? given : undefined
}

/** `["bash", "-lc", script]`, or the words of one command, which no shell reads. */
function scriptOfWords(words: readonly string[]): string {
  const [program = '', option = '', script = ''] = words
  const isShell = words.length === 3 && /(?:^|\/)(?:bash|sh|zsh|dash)$/.test(program)
  if (isShell && /^-[lie]*c$/.test(option)) return script
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
}
