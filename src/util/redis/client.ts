/** What is used of any client of ioredis. */
export interface RedisBase {
  readonly status: string
  readonly options: Readonly<Record<string, unknown>>
  readonly stream?: { ref?(): unknown; unref?(): unknown; destroy?(): unknown }
  connect(): Promise<void>
  /** Ends the connection at once; with `true`, for another to be made. */
  disconnect(reconnect?: boolean): void
  duplicate(options?: object): RedisBase
  defineCommand(name: string, script: { lua: string; numberOfKeys: number }): void
  info(): Promise<string>
  ping(): Promise<unknown>
  config(verb: 'GET', name: string): Promise<string[]>
  subscribe(channel: string): Promise<unknown>
  on(event: string, listener: (...args: never[]) => void): unknown
  off(event: string, listener: (...args: never[]) => void): unknown
}

/** ioredis's class. */
export interface RedisClass<Client extends RedisBase = RedisBase> {
  new (url: string, options: object): Client
  new (options: object): Client
}
