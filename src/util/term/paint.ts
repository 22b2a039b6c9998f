import { neededBuiltin } from '../platform/needed-builtin.ts'

const styles = {
  strong: 'bold',
  faint: 'dim',
  model: 'blueBright',
  running: 'cyan',
  ok: 'green',
  failed: 'red',
  'timed-out': 'yellow',
  cancelled: 'magenta',
  denied: 'magenta',
  skipped: 'gray',
  unknown: 'yellow',
  waiting: 'cyan',
} as const

/** What a piece of output is; the theme says how it looks. */
export type Role = keyof typeof styles

export function isRole(name: string): name is Role {
  return Object.hasOwn(styles, name)
}

export type Paint = (role: Role, text: string) => string

export const noPaint: Paint = (_role, text) => text

/** Colours, whatever shows them. @throws {UsageError} where there is no Node.js. */
export const painted: Paint = (role, text) => styled(role, text, { validateStream: false })

/**
 * Colours as far as the stream shows them; obeys NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR.
 *
 * @param stream of Node.js, whose types not all users of this package have.
 */
export function paintFor(stream: object): Paint {
  return (role, text) => styled(role, text, { stream: stream as NodeJS.WritableStream })
}

function styled(
  role: Role,
  text: string,
  options: { readonly stream?: NodeJS.WritableStream; readonly validateStream?: boolean },
): string {
  const { styleText } = neededBuiltin('node:util', 'colours')
  return text === '' ? '' : styleText(styles[role], text, options)
}
