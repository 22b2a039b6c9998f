import type { ShellKind } from './programs.ts'

const reading =
  /^(?:status|log|diff|show|blame|annotate|shortlog|ls-files|ls-tree|ls-remote|rev-parse|rev-list|describe|grep|cat-file|merge-base|name-rev|for-each-ref|show-ref|count-objects|whatchanged|cherry|check-ignore|check-attr|diff-tree|diff-index|diff-files|var|version|--version|help|show-branch|range-diff|verify-commit)$/
const writing =
  /^(?:add|commit|checkout|switch|restore|reset|merge|rebase|pull|push|fetch|clone|init|rm|mv|clean|cherry-pick|revert|apply|am|gc|prune|update-index|update-ref|write-tree|commit-tree|filter-branch|filter-repo|lfs|sparse-checkout|repack|format-patch|read-tree|checkout-index|mktag|mktree|replace|symbolic-ref)$/
/** By these a reading command starts a program, or writes a file. */
const risky: readonly (readonly [RegExp, ShellKind])[] = [
  [/^--output/, 'writes'],
  [/^(?:--ext-diff|--textconv|-O|--open-files-in-pager|--upload-pack)/, 'unknown'],
]

/** What of commands that both show and change something makes them show. */
const shown: Readonly<Record<string, (rest: readonly string[]) => boolean>> = {
  branch: (rest) =>
    isListing(
      rest,
      /^(?:-[arvq]+|--(?:all|remotes|list|show-current|verbose|no-color|(?:sort|format|color|column)(?:=.*)?))$/,
      /^(?:-l|--(?:list|(?:no-)?contains|(?:no-)?merged|points-at))/,
    ),
  tag: (rest) =>
    isListing(
      rest,
      /^(?:-n\d*|--(?:sort|format)=.*)$/,
      /^(?:-l|--(?:list|(?:no-)?contains|(?:no-)?merged|points-at))/,
    ),
  remote: ([verb = '-v']) => /^(?:-v|--verbose|show|get-url)$/.test(verb),
  stash: ([verb]) => verb === 'list' || verb === 'show',
  worktree: ([verb]) => verb === 'list',
  submodule: ([verb]) => verb === 'status' || verb === 'summary',
  notes: ([verb = 'list']) => verb === 'list' || verb === 'show',
  reflog: ([verb = 'show']) => !/^(?:expire|delete|drop)$/.test(verb),
  bisect: ([verb]) => verb === 'log' || verb === 'view',
  config: (rest) => {
    const first =
      rest.find((word) => !/^--(?:global|local|system|worktree|show-\w+)$/.test(word)) ?? ''
    const isOne = rest.filter((word) => !word.startsWith('-')).length === 1
    return (
      /^(?:--get(?:-all|-regexp|-urlmatch)?|--list|-l|get|list)$/.test(first) ||
      (isOne && /^\w[\w.-]*\.[\w-]+$/.test(first))
    )
  },
}

/** @param rest what stands behind `git`. */
export function judgeGit(rest: readonly string[]): ShellKind {
  let at = 0
  for (; rest[at]?.startsWith('-') === true; at += 1) {
    const option = rest[at] ?? ''
    if (option === '-C' || option === '--git-dir' || option === '--work-tree') at += 1
    else if (
      !/^--(?:no-pager|version|git-dir=.*|work-tree=.*|no-optional-locks|literal-pathspecs)$/.test(
        option,
      )
    )
      return 'unknown'
    if (option === '--version') return 'reads'
  }
  const [command = '', ...args] = rest.slice(at)
  const shows = Object.hasOwn(shown, command) ? shown[command] : undefined
  if (shows !== undefined) return shows(args) ? 'reads' : 'writes'
  if (writing.test(command)) return 'writes'
  if (!reading.test(command)) return 'unknown'
  const [, kind = 'reads'] = risky.find(([word]) => args.some((arg) => word.test(arg))) ?? []
  return kind
}

/** Names of what is shown stand only behind an option that asks for them. */
function isListing(rest: readonly string[], option: RegExp, asking: RegExp): boolean {
  const asks = rest.some((word) => asking.test(word))
  return rest.every(
    (word) => option.test(word) || asking.test(word) || (asks && !word.startsWith('-')),
  )
}
