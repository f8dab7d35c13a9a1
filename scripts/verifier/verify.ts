// The stand-alone verifier of evidence packs: the same file runs in Node and inside verify.html.

import { openPage } from './page.ts'
import { verifyInTerminal } from './terminal.ts'

if ('document' in globalThis) openPage()
else process.exitCode = await verifyInTerminal(process.argv.slice(2))
