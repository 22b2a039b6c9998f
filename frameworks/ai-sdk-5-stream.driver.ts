import type { FrameworkDriver } from '../src/conformance.ts'
import { aiSdk5 } from './ai-sdk-5.ts'
import { aiSdkDriver } from './ai-sdk.ts'

export const driver: FrameworkDriver = aiSdkDriver(aiSdk5, true)
