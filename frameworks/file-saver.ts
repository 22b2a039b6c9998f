import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { MemorySaver } from '@langchain/langgraph'

/** LangGraph's checkpointer in memory, in a file: so that a conversation outlives its process. */
export class FileSaver extends MemorySaver {
  readonly #path: string

  constructor(path: string) {
    super()
    this.#path = path
    try {
      Object.assign(this, JSON.parse(readFileSync(path, 'utf8'), fromText))
    } catch {
      // It does not exist yet.
    }
  }

  override async put(...given: Parameters<MemorySaver['put']>): ReturnType<MemorySaver['put']> {
    const config = await super.put(...given)
    this.#save()
    return config
  }

  override async putWrites(...given: Parameters<MemorySaver['putWrites']>): Promise<void> {
    await super.putWrites(...given)
    this.#save()
  }

  #save(): void {
    const { storage, writes } = this
    writeFileSync(`${this.#path}.new`, JSON.stringify({ storage, writes }, toText))
    renameSync(`${this.#path}.new`, this.#path)
  }
}

function toText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value
}

function fromText(_key: string, value: unknown): unknown {
  const { bytes } = (value ?? {}) as { bytes?: unknown }
  return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : value
}
