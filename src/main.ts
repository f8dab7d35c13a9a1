#!/usr/bin/env node
// The process of a command line, and the code with which it ends.

import { commandLine } from './cli/command-line.ts'
import { exitWhenOutputCloses } from './cli/output-guard.ts'

// Whatever is written from here on is for this user alone.
process.umask(0o077)
void commandLine(process.argv.slice(2), exitWhenOutputCloses()).then((code) => {
  process.exitCode = code
})
