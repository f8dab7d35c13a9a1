// The thread that draws one picture and ends; started by `drawAside`, and by nothing else.

import { parentPort, workerData } from 'node:worker_threads'
import { pictureSchema } from '../command/shown/picture.ts'
import { rasterOf } from '../pictures/raster.ts'
import { drawReport } from '../pictures/report-chart.ts'

const { picture, words } = workerData
// One that fails ends this thread, which is what the other one waits for.
void rasterOf(drawReport(pictureSchema.parse(picture), words)).then((png) =>
  parentPort?.postMessage(png),
)
