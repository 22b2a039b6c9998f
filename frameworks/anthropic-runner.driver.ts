import type { FrameworkDriver } from '../src/conformance.ts'
import { anthropicDriver } from './anthropic-runner.ts'

export const driver: FrameworkDriver = anthropicDriver('whole')
