import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { InMemoryDB, MastraCompositeStore, WorkflowsInMemory } from '@mastra/core/storage'

/** Mastra's own storage in memory, whose suspended runs are kept in a file as JSON, as databases keep them. */
export function fileStore(path: string): MastraCompositeStore {
  const db = new InMemoryDB()
  if (existsSync(path)) {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as [string, never][]
    for (const [key, run] of kept) db.workflows.set(key, run)
  }

  class KeptWorkflows extends WorkflowsInMemory {
    override async persistWorkflowSnapshot(
      ...given: Parameters<WorkflowsInMemory['persistWorkflowSnapshot']>
    ): Promise<void> {
      await super.persistWorkflowSnapshot(...given)
      writeFileSync(path, JSON.stringify([...db.workflows]))
    }
  }
  return new MastraCompositeStore({ id: 'file', domains: { workflows: new KeptWorkflows({ db }) } })
}
