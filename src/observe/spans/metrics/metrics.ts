import {
  metrics as api,
  type Counter,
  type Histogram,
  type Meter,
  type MeterProvider,
} from '@opentelemetry/api'
import { version } from '../version.ts'

/** In seconds, as the GenAI conventions give them. */
const callBounds = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
]
const runBounds = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6]
const speedupBounds = [1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64]

/**
 * What is measured. Names that begin with `gen_ai` are those of the GenAI semantic conventions 0.1.0
 * (github.com/open-telemetry/semantic-conventions-genai, docs/gen-ai).
 */
export class Metrics {
  readonly run: Histogram
  readonly inference: Histogram
  readonly inputTokens: Counter
  readonly outputTokens: Counter
  readonly tool: Histogram
  readonly wait: Histogram
  readonly attempts: Counter
  readonly speedup: Histogram

  constructor(meter: Meter) {
    const seconds = (name: string, description: string, bounds: number[]): Histogram =>
      meter.createHistogram(name, {
        description,
        unit: 's',
        advice: { explicitBucketBoundaries: bounds },
      })
    const tokens = (kind: string): Counter =>
      meter.createCounter(`gen_ai.client.inference.usage.${kind}_tokens`, {
        description: `Number of ${kind} tokens used.`,
        unit: '{token}',
      })
    this.run = seconds('gen_ai.invoke_agent.duration', 'Duration of an agent’s run.', runBounds)
    this.inference = seconds(
      'gen_ai.client.inference.duration',
      'From a request to the model to the end of its message.',
      callBounds,
    )
    this.inputTokens = tokens('input')
    this.outputTokens = tokens('output')
    this.tool = seconds(
      'gen_ai.execute_tool.duration',
      'Duration of a call, with its waits and all of its attempts.',
      callBounds,
    )
    this.wait = seconds('fanfold.call.wait.duration', 'Duration of one wait of a call.', callBounds)
    this.attempts = meter.createCounter('fanfold.call.attempts', {
      description: 'Attempts that have ended.',
      unit: '{attempt}',
    })
    this.speedup = meter.createHistogram('fanfold.turn.speedup', {
      description: 'What a turn’s attempts would take one by one, divided by what they took.',
      unit: '1',
      advice: { explicitBucketBoundaries: speedupBounds },
    })
  }
}

/** Makes the metrics when they are first needed, and anew where another global provider was registered: the first is often late. */
export class MetricsSource {
  readonly #given: Meter | undefined
  readonly #onMeter: (meter: Meter) => void
  #provider: MeterProvider | undefined
  #metrics: Metrics | undefined

  /** @param onMeter told each meter once. */
  constructor(given: Meter | undefined, onMeter: (meter: Meter) => void) {
    this.#given = given
    this.#onMeter = onMeter
  }

  get(): Metrics {
    const provider = this.#given === undefined ? api.getMeterProvider() : undefined
    if (this.#metrics === undefined || provider !== this.#provider) {
      const meter = this.#given ?? api.getMeter('fanfold', version)
      this.#metrics = new Metrics(meter)
      this.#provider = provider
      this.#onMeter(meter)
    }
    return this.#metrics
  }
}
