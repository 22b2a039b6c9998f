import type { ToolResult } from '../../call/report/result.ts'
import { paintFor, type Paint } from '../../util/term/paint.ts'
import { seconds } from '../../util/term/time.ts'
import { lines } from '../../util/term/visible.ts'
import { wrap } from '../term/wrap.ts'
import { viewFor } from '../progress/choose.ts'
import type { View } from '../progress/view.ts'
import type { Measured } from './measure.ts'
import { costTable, resultLines } from './report.ts'
import type { Scenario } from './scenario.ts'
import { editMs, edits, type Edited } from './two-edits.ts'

/** The demo for people: what is printed, in the order in which it is printed. */
export class Stage {
  readonly #stream: NodeJS.WriteStream
  readonly #paint: Paint
  #speed = 1

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
    this.#paint = paintFor(stream)
  }

  opening(model: string, data: string, speed: number): void {
    this.#speed = speed
    this.#print(this.#paint('strong', 'Fanfold demo'))
    this.#text("What becomes of the tool calls of a language model's message.")
    this.#print()
    this.#item('model', model)
    this.#item('data', data)
    if (speed !== 1) this.#item('speed', `${speed} times as fast as life, model and tools alike`)
  }

  scenario({ name, about, question }: Scenario): void {
    this.#heading(name)
    this.#text(`“${question}”`)
    this.#text(about, 'faint')
  }

  edits(): void {
    const [{ file }] = edits as [(typeof edits)[number]]
    this.#heading('two-edits')
    this.#text(`One message, ${edits.length} edits, two of them of the same file, ${file}.`)
    const between = 'Each reads its file, takes 0.5 s (a formatter, a linter), and writes it.'
    this.#text(between, 'faint')
  }

  /** Names who runs the edits, and returns the view that shows it. */
  editsBy(runner: Edited['runner']): View {
    const about = {
      'Promise.all': 'all three at once',
      Fanfold: 'the tool says `writes: ({ file }) => fileKey(file)`',
    }
    return this.mode({ name: runner, about: about[runner] }, (2 * editMs) / this.#speed)
  }

  /** What is in the file, and what is not. */
  edited({ wallMs, file, lost }: Edited): void {
    this.#text(`Every call said that it was done, after ${seconds(wallMs)}. In the file:`)
    this.#print(`  ${JSON.stringify(file).replaceAll(/([:,])/g, '$1 ')}`)
    const [mark, said] =
      lost.length === 0
        ? (['ok', '✓ Both edits are there; the one of the other file did not wait.'] as const)
        : (['failed', `✗ The edit of ${lost.join(' and ')} is lost, and nobody is told.`] as const)
    for (const line of wrap(said, this.#columns)) this.#print(this.#paint(mark, line))
  }

  /** Names a way of running, and returns the view that shows it, on an axis that the slowest so far fits on. */
  mode({ name, about }: { readonly name: string; readonly about: string }, axisMs: number): View {
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
    const title = same ? 'The answer, the same each time:' : 'The answer:'
    this.#print('', this.#paint('faint', title))
    this.#text(lines(last))
  }

  closing(live: boolean, isShort: boolean, hasTable: boolean): void {
    this.#print()
    if (hasTable)
      this.#text('tools: from the end of each message to its last result, added up.', 'faint')
    if (hasTable && !live) this.#text('tokens: as the scripted model estimates them.', 'faint')
    if (isShort)
      this.#text('More: fanfold demo --scenario customer-lookup, city or partial-failure', 'faint')
    this.#text('Next, a project of your own: fanfold init my-agent', 'faint')
  }

  #heading(name: string): void {
    const rule = '─'.repeat(Math.max(3, Math.min(this.#columns, 78) - name.length - 1))
    this.#print('', `${this.#paint('strong', name)} ${this.#paint('faint', rule)}`)
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
