// A thread that draws one picture and ends; started by `drawOnThread` only.

import { parentPort, workerData } from 'node:worker_threads'
import { pictureSchema } from '../../command/display/picture.ts'
import { rasterOf } from '../../pictures/raster.ts'
import { drawReport } from '../../pictures/report-chart.ts'

const { picture, words } = workerData
// An exception ends this thread, which the main thread notices.
void rasterOf(drawReport(pictureSchema.parse(picture), words)).then((png) =>
  parentPort?.postMessage(png),
)
