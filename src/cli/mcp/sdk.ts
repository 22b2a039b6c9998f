import type { McpCallResult } from '../../adapt/mcp/client.ts'

// What the gateway needs of the SDK's server, which is an optional package.

/** What a handler is given beside the request. */
export interface RequestContext {
  readonly mcpReq: {
    readonly signal: AbortSignal
    notify(notification: object): Promise<void>
  }
}

export interface ToolCallRequest {
  readonly params: {
    readonly name: string
    readonly arguments?: unknown
    readonly _meta?: Readonly<Record<string, unknown>>
  }
}

export interface SdkServer {
  setRequestHandler(
    method: string,
    handler: (request: never, context: RequestContext) => Promise<object>,
  ): void
  sendToolListChanged(): Promise<void>
}

export interface ServerModule {
  readonly Server: new (info: object, options: object) => SdkServer
}

export interface ServeModule {
  serveStdio(
    make: () => SdkServer,
    options: { readonly onerror: (error: Error) => void },
  ): { close(): Promise<void> }
}

/** A tool, as the host lists it. */
export type HostTool = Readonly<Record<string, unknown>> & { readonly name: string }

/** A tool's result, as the host gets it. */
export type HostResult = McpCallResult
