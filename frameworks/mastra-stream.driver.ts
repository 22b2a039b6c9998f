import type { FrameworkDriver } from '../src/conformance.ts'
import { mastraDriver } from './mastra.ts'

export const driver: FrameworkDriver = mastraDriver(true)
