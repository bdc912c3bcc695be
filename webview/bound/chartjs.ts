/** What the bound needs of chart.js: a script of its own, which is on its way while the first figures are (bound.ts). */
import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js';

Chart.register(LineController, LineElement, PointElement, LinearScale);

export { Chart };
