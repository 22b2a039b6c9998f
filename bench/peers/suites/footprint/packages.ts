/** What a program with this contestant installs and imports. */
export interface Use {
  /** In the version of `bench/peers/package.json`, or `name@range`; peers that are not optional come by themselves. */
  readonly install: readonly string[]
  readonly imports: readonly string[]
}

/** A package by itself, and with what it takes to speak to a model; undefined if it needs nothing more. */
export interface Footing {
  readonly alone: Use
  readonly withProvider?: Use
}

function use(install: readonly string[], imports: readonly string[] = install): Use {
  return { install, imports }
}

function extended({ install, imports }: Use, more: Use): Footing {
  return {
    alone: { install, imports },
    withProvider: {
      install: [...install, ...more.install],
      imports: [...imports, ...more.imports],
    },
  }
}

const langgraph = use(
  ['@langchain/langgraph', '@langchain/core'],
  ['@langchain/langgraph', '@langchain/langgraph/prebuilt'],
)
// Named beside LangChain, since it would otherwise be whichever version is the newest on the day.
const langchain = use(['langchain', '@langchain/langgraph', '@langchain/core'], ['langchain'])

/** By contestant; one for each package. */
export const footings: Readonly<Record<string, Footing>> = {
  'fanfold-execute': extended(
    use(['fanfold']),
    use(['@anthropic-ai/sdk'], ['fanfold/anthropic', '@anthropic-ai/sdk']),
  ),
  'anthropic-runner': { alone: use(['@anthropic-ai/sdk']) },
  'openai-runtools': { alone: use(['openai']) },
  'ai-sdk-generate': extended(use(['ai']), use(['@ai-sdk/anthropic'])),
  'openai-agents': { alone: use(['@openai/agents']) },
  langchain: extended(langchain, use(['@langchain/anthropic'])),
  langgraph: extended(langgraph, use(['@langchain/anthropic'])),
  mastra: extended(
    use(['@mastra/core'], ['@mastra/core/agent', '@mastra/core/tools']),
    use(['@ai-sdk/anthropic']),
  ),
  strands: extended(
    use(['@strands-agents/sdk']),
    // It does not accept the version that the others use.
    use(['@anthropic-ai/sdk@^0.109.1'], ['@strands-agents/sdk/models/anthropic']),
  ),
  'google-adk': { alone: use(['@google/adk']) },
}
