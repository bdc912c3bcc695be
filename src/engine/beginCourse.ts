/** From a table and options to a run that stands at its start, by the model that was asked for. */
import type { Course } from './course.ts';
import { EmCourse } from './emCourse.ts';
import { beginFit, type FitRequest } from './fitting.ts';

/** Throws FaultError; resolves to undefined if it was overtaken. */
export async function beginCourse(request: FitRequest): Promise<Course | undefined> {
  const fitting = await beginFit(request);
  return fitting && new EmCourse(fitting);
}
