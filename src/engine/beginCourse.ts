/** From a table and options to a run that stands at its start, by the model that was asked for. */
import type { Course } from './course.ts';
import { EmCourse } from './emCourse.ts';
import { beginFit, type FitRequest } from './fitting.ts';
import { VaeCourse } from './vaeCourse.ts';
import { beginVae } from './vaeFitting.ts';
import { ViCourse } from './viCourse.ts';
import { beginVi } from './viFitting.ts';

/** Throws FaultError; resolves to undefined if it was overtaken. */
export async function beginCourse(request: FitRequest): Promise<Course | undefined> {
  if (request.options.model === 'vae') {
    const vae = await beginVae(request);
    return vae && new VaeCourse(vae);
  }
  if (request.options.model === 'vi') {
    const vi = await beginVi(request);
    return vi && new ViCourse(vi);
  }
  const fitting = await beginFit(request);
  return fitting && new EmCourse(fitting);
}
