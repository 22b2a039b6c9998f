import { styleText } from 'node:util'

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

export type Paint = (role: Role, text: string) => string

export const noPaint: Paint = (_role, text) => text

/** Colours as far as the stream shows them; obeys NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (role, text) => (text === '' ? '' : styleText(styles[role], text, { stream }))
}
