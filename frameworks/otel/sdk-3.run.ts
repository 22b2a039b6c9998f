import { printReceived } from './print.ts'
import { register } from './sdk-3.ts'
import { shopRun } from './shop-run.ts'

await printReceived(register, shopRun)
