import type { InnerCall } from '../../../ledger/inner-call.ts'
import { withoutPrefix } from './judge-command.ts'
import { isNumber, readers, subcommands } from './programs.ts'
import { expansion } from './cursor.ts'
import type { SimpleCommand } from './split.ts'

/** What a command is pointed at, what it looks for, and what else it says. */
interface Said {
  readonly program?: string | undefined
  readonly path?: readonly string[]
  readonly pattern?: readonly string[]
  readonly rest?: readonly string[]
  readonly folder?: readonly string[]
}

/**
 * Commands that read, as a call of the programs that they start: `Bash cat { path: ['a.ts'] }`. What is printed, and how much of
 * what is read, is left out.
 */
export function readingCall(
  shell: string,
  commands: readonly SimpleCommand[],
): Pick<InnerCall, 'name' | 'input'> {
  const said = commands.map(saidBy)
  const started = new Set(said.map(({ program = '' }) => program).filter((name) => name !== ''))
  const programs = [...started].toSorted()
  const path = said.flatMap(({ path = [] }) => path)
  return {
    name: [shell, ...programs].join(' '),
    input: {
      path,
      // Who points at nothing, as `git status` does, looks for what there is.
      pattern: said
        .flatMap(({ pattern = [] }) => pattern)
        .concat(path.length === 0 ? programs : []),
      rest: said.flatMap(({ rest = [] }) => rest),
      folder: said.flatMap(({ folder = [] }) => folder),
    },
  }
}

/** These stand beside the command that matters. */
const beside =
  /^(?:echo|printf|true|false|:|set|export|in|done|fi|\}|esac|test|\[|\[\[|exit|break|continue|local|declare|unset|shopt|return)$/
const searching = /^(?:grep|egrep|fgrep|zgrep|rg|ag|git grep|look)$/
/** Whichever of these shows a file, it is the same. */
const viewing = /^(?:cat|head|tail|sed|nl|less|more|bat)$/
const programmed = /^(?:sed|awk|gawk|jq|yq)$/

function saidBy({ words, isPiped }: SimpleCommand): Said {
  const [program = ':', ...args] = withoutPrefix(words)
  if (program === 'for') return { path: args.slice(args.indexOf('in') + 1) }
  if (program === 'cd') return { folder: args }
  if (beside.test(program)) return {}
  const plain = args.filter((word) => word !== expansion && !isNumber(word))
  const options = plain.filter((word) => word.startsWith('-'))
  const operands = plain.filter((word) => !word.startsWith('-'))
  const hasCommands = program === 'git' || Object.hasOwn(subcommands, program)
  const full = hasCommands ? `${program} ${operands.shift() ?? ''}` : program
  const started = isPiped ? undefined : viewing.test(full) ? 'cat' : full
  if (full === 'find') return { program: started, ...ofFind(args) }
  const first = searching.test(full) || programmed.test(full) ? operands.splice(0, 1) : []
  const pattern = searching.test(full) ? first : []
  const isText = !readers.has(program) && !hasCommands && operands.some((word) => /\s/.test(word))
  return isPiped || isText
    ? { program: started, pattern, rest: [...options, ...operands] }
    : {
        program: started,
        pattern,
        path: operands,
        rest: programmed.test(full) ? [...options, ...first] : options,
      }
}

function ofFind(args: readonly string[]): Said {
  const at = args.findIndex((word) => word.startsWith('-'))
  return {
    path: args.slice(0, at === -1 ? undefined : at),
    pattern: args.filter((_, place) => /^-i?(?:name|path|regex)$/.test(args[place - 1] ?? '')),
  }
}
