/** A shard: some of the rows, behind a kernel of their own, in a thread that does nothing else. */
import { release } from '../data/pieces.ts';
import { createKernel } from '../kernels/create.ts';
import { emptyMoments } from '../kernels/rows.ts';
import { clearMoments } from './segments.ts';
import {
  frameOver,
  momentsLength,
  operation,
  type ShardLayout,
  type ShardSetup,
  slot,
  waitForChange,
  writeMoments,
} from './shardProtocol.ts';

/** Serves until it is told to exit. `receive` returns the next layout, once one has been posted. */
export function serveShard(setup: ShardSetup, receive: () => ShardLayout | undefined): void {
  const kernel = createKernel(setup.columns, setup.labels, 'simd', release);
  const control = new Int32Array(setup.control);
  let room: ReturnType<typeof furnish> | undefined;
  let seen = 0;
  for (;;) {
    seen = waitForChange(control, slot.sequence, seen);
    const asked = control[slot.operation];
    if (asked === operation.exit) return;
    while (room?.layout.id !== control[slot.layout]) {
      const layout = receive();
      if (layout) room = furnish(layout);
    }
    const { frame, part, blocks, size, joint, given } = room;
    if (asked === operation.logJoint) {
      kernel.logJoint(frame, control[slot.from]!, control[slot.to]!, joint);
    } else if (asked === operation.logLikelihood) {
      setup.groups.forEach(({ from, to }, index) => {
        blocks[index * size] = kernel.logLikelihood(frame, from, to, index > 0);
      });
    } else {
      setup.groups.forEach(({ from, to }, index) => {
        clearMoments(part);
        if (asked === operation.pass) kernel.pass(frame, from, to, part, index > 0);
        else kernel.passGiven(frame, given.subarray(from * frame.k, to * frame.k), from, to, part);
        writeMoments(part, blocks.subarray(index * size, (index + 1) * size));
      });
    }
    Atomics.store(control, slot.done, seen);
    Atomics.notify(control, slot.done);
  }
}

function furnish(layout: ShardLayout) {
  const part = emptyMoments(layout.shape, layout.k, layout.d);
  return {
    layout,
    frame: frameOver(layout),
    part,
    size: momentsLength(part),
    blocks: new Float64Array(layout.moments),
    joint: new Float64Array(layout.joint),
    given: layout.given ? new Float64Array(layout.given) : new Float64Array(0),
  };
}
