import type { ToolResult } from '../../call/report/result.ts'
import { paintFor, type Paint } from '../../util/term/paint.ts'
import { lines } from '../../util/term/visible.ts'
import { wrap } from '../term/wrap.ts'
import { viewFor } from '../progress/choose.ts'
import type { View } from '../progress/view.ts'
import type { Measured } from './measure.ts'
import type { Mode } from './modes.ts'
import { costTable, resultLines } from './report.ts'
import type { Scenario } from './scenario.ts'

/** The demo for people: what is printed, in the order in which it is printed. */
export class Stage {
  readonly #stream: NodeJS.WriteStream
  readonly #paint: Paint

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
    this.#paint = paintFor(stream)
  }

  opening(model: string, data: string, speed: number): void {
    this.#print(this.#paint('strong', 'Fanfold demo'))
    this.#text('One conversation, four ways to run its tool calls.')
    this.#print()
    this.#item('model', model)
    this.#item('data', data)
    if (speed !== 1) this.#item('speed', `${speed} times as fast as life, model and tools alike`)
  }

  scenario({ name, about, question }: Scenario): void {
    const rule = '─'.repeat(Math.max(3, Math.min(this.#columns, 78) - name.length - 1))
    this.#print('', `${this.#paint('strong', name)} ${this.#paint('faint', rule)}`)
    this.#text(`“${question}”`)
    this.#text(about, 'faint')
  }

  /** Names a way of running, and returns the view that shows it, on an axis that the slowest so far fits on. */
  mode({ name, about }: Mode, axisMs: number): View {
    this.#print()
    const [first = '', ...rest] = wrap(`${name}: ${about}`, this.#columns)
    const title = this.#paint('strong', name)
    this.#print(`${title}${first.slice(name.length)}`, ...rest)
    return viewFor(this.#stream, process.env, { words: true, axisMs })
  }

  costs(measured: readonly Measured[]): void {
    this.#print('', ...costTable(measured, this.#columns, this.#paint))
  }

  results(results: readonly ToolResult[]): void {
    this.#print('', this.#paint('faint', 'What the model was told:'))
    this.#print(...resultLines(results, this.#columns, this.#paint))
  }

  answer(answers: readonly string[]): void {
    const [last = ''] = answers.slice(-1)
    const same = answers.length > 1 && answers.every((answer) => answer === last)
    const title = same ? 'Its answer, the same each time:' : 'Its answer:'
    this.#print('', this.#paint('faint', title))
    this.#text(lines(last))
  }

  closing(live: boolean): void {
    this.#print()
    this.#text('tools: from the end of each message to its last result, added up.', 'faint')
    if (!live) this.#text('tokens: as the scripted model estimates them.', 'faint')
    this.#text('Next, with your own tools: fanfold run --help', 'faint')
  }

  get #columns(): number {
    return (this.#stream.columns ?? 80) - 1
  }

  #item(name: string, text: string): void {
    const [first = '', ...rest] = wrap(text, this.#columns - 7)
    this.#print(`${this.#paint('faint', name.padEnd(6))} ${first}`)
    this.#print(...rest.map((line) => `       ${line}`))
  }

  #text(text: string, role?: 'faint'): void {
    for (const line of wrap(text, this.#columns))
      this.#print(role === undefined ? line : this.#paint(role, line))
  }

  #print(...printed: readonly string[]): void {
    if (printed.length === 0 && this.#stream.writableEnded) return
    this.#stream.write(printed.length === 0 ? '\n' : `${printed.join('\n')}\n`)
  }
}
