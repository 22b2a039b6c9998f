import type { InnerCall } from '../../../ledger/inner-call.ts'
import { isRecord } from '../../../util/is-record.ts'
import { judgeCommands, withoutPrefix } from './judge-command.ts'
import { readers, subcommands, type ShellKind } from './programs.ts'
import { expansion, splitShell, type SimpleCommand } from './split.ts'

/** What a call of a shell does, and, of one that only reads, what it is a call of. */
export interface ShellCall {
  readonly kind: ShellKind
  readonly call?: Pick<InnerCall, 'name' | 'input'> | undefined
}

const shell =
  /^(?:mcp__\w+__)?(?:bash|shell|zsh|sh|terminal|local_?shell\w*|exec|exec_command|container\.exec|execute_bash|execute_command|(?:execute|run)_(?:bash|shell|terminal)(?:_?(?:cmd|command))?|run_in_terminal|run_command|shell_command|bash_?tool|cmd_?run)$/i

/** What a call of a shell was to run; undefined of any other. */
function scriptOf(name: string, input: unknown): string | undefined {
  if (!shell.test(name)) return undefined
  if (typeof input === 'string') return input
  if (!isRecord(input)) return undefined
  const { command, cmd = command, script = cmd, action } = input
  if (isRecord(action)) return scriptOf(name, action)
  if (typeof script === 'string') return script
  return Array.isArray(script) ? scriptOfWords(script.map(String)) : undefined
}

/** `["bash", "-lc", script]`, or the words of one command, which no shell reads. */
function scriptOfWords(words: readonly string[]): string {
  const [program = '', option = '', script = ''] = words
  if (
    words.length === 3 &&
    /(?:^|\/)(?:bash|sh|zsh|dash)$/.test(program) &&
    /^-[lie]*c$/.test(option)
  )
    return script
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
}

/** Undefined if the call is none of a shell. */
export function shellCall({
  name,
  input,
}: Pick<InnerCall, 'name' | 'input'>): ShellCall | undefined {
  const script = scriptOf(name, input)
  if (script === undefined) return shell.test(name) ? { kind: 'unknown' } : undefined
  const isLeft =
    isRecord(input) &&
    (input['run_in_background'] === true ||
      input['is_background'] === true ||
      `${String(input['is_input'])}` === 'true')
  const commands = isLeft ? undefined : splitShell(script)
  if (commands === undefined) return { kind: 'unknown' }
  const kind = judgeCommands(commands)
  return kind === 'reads' ? { kind, call: readingCall(name, commands) } : { kind }
}

/** These stand beside the command that matters. */
const beside =
  /^(?:cd|echo|printf|true|false|:|set|export|for|in|done|fi|\}|esac|test|\[|\[\[|exit|break|continue|local|declare|unset|shopt|return)$/
const searching = /^(?:grep|egrep|fgrep|zgrep|rg|ag|ack|git grep|look)$/

/**
 * A command that reads, as a call of the programs that it starts: `path` what they are pointed at, `pattern` what they look for,
 * `rest` what else is said. What is printed, and how much of it, is left out.
 */
function readingCall(
  shellName: string,
  commands: readonly SimpleCommand[],
): Pick<InnerCall, 'name' | 'input'> {
  const programs = new Set<string>()
  const [path, pattern, rest, folder]: [string[], string[], string[], string[]] = [[], [], [], []]
  for (const { words, isPiped } of commands) {
    const [program = '', ...args] = withoutPrefix(words)
    if (program === 'for') path.push(...args.slice(args.indexOf('in') + 1))
    else if (program === 'cd') folder.push(...args)
    if (beside.test(program)) continue
    const isGroup = program === 'git' || Object.hasOwn(subcommands, program)
    const plain = args.filter((word) => word !== expansion && !/^\d+$/.test(word))
    const operands = plain.filter((word) => !word.startsWith('-'))
    const full = isGroup ? `${program} ${operands.shift() ?? ''}` : program
    if (!isPiped) programs.add(full)
    rest.push(...plain.filter((word) => word.startsWith('-')))
    if (searching.test(full)) pattern.push(operands.shift() ?? '')
    else if (/^(?:sed|awk|gawk|jq|yq)$/.test(full)) rest.push(operands.shift() ?? '')
    if (full === 'find') {
      const at = args.findIndex((word) => word.startsWith('-'))
      path.push(...args.slice(0, at === -1 ? undefined : at))
      pattern.push(
        ...args.filter((_, place) => /^-(?:i?name|i?path|i?regex)$/.test(args[place - 1] ?? '')),
      )
    } else if (
      isPiped ||
      (!readers.has(program) && !isGroup && operands.some((word) => /\s/.test(word)))
    )
      rest.push(...operands)
    else path.push(...operands)
  }
  const name = `${shellName} ${[...programs].toSorted().join(' ')}`.trim()
  return { name, input: { path, pattern, rest, folder } }
}
