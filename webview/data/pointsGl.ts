/** A million points by WebGL2: one program, positions and colours each in a buffer of its own. */
import type { Window } from './plane.ts';

const vertex = `#version 300 es
layout(location = 0) in float x;
layout(location = 1) in float y;
layout(location = 2) in vec4 colour;
uniform vec2 centre;
uniform vec2 scale;
uniform float size;
out vec4 tint;
void main() {
  gl_Position = vec4((x - centre.x) * scale.x, (y - centre.y) * scale.y, 0.0, 1.0);
  gl_PointSize = size;
  tint = colour;
}`;

const fragment = `#version 300 es
precision highp float;
in vec4 tint;
uniform float opacity;
uniform float size;
out vec4 pixel;
void main() {
  float edge = 1.0;
  if (size > 2.5) {
    float r = length(gl_PointCoord - 0.5) * size;
    edge = clamp(0.5 * size - r, 0.0, 1.0);
  }
  float alpha = opacity * tint.a * edge;
  pixel = vec4(tint.rgb * alpha, alpha);
}`;

/** The largest stride WebGL allows is 255 bytes, in fours. */
export const mostStride = 63;

/** How points are seen. Sizes in device pixels. */
export interface View {
  readonly window: Window;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly opacity: number;
}

/** What a renderer of points can do, by WebGL or without. */
export interface PointsRenderer {
  setPoints(px: Float32Array, py: Float32Array): void;
  /** [n·4] RGBA */
  setColours(rgba: Uint8Array): void;
  /** Draws every `stride`-th point. */
  draw(view: View, stride: number): void;
  /**
   * Draws points out of sight, a slice at a time: in slice s of `slices` the points s, s + stride, s + 2·stride and so on.
   * No slice begins before the one before it is done, and nobody waits for it. In the end all are on show, and until then
   * what was. Absent where all are drawn at once anyway.
   * @returns to be called once a frame until it says false
   */
  drawLater?(view: View, stride: number, slices: number): () => boolean;
  /** Whether the processor does it, not a graphics card. */
  readonly software: boolean;
  dispose(): void;
}

/**
 * The context that points are drawn with, made at the first call.
 * @throws Error where there is no WebGL2
 */
export function openGl(canvas: HTMLCanvasElement): WebGL2RenderingContext {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true, preserveDrawingBuffer: true });
  if (!gl) throw new Error('no WebGL2');
  return gl;
}

export class GlPoints implements PointsRenderer {
  readonly software: boolean;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers: readonly [WebGLBuffer, WebGLBuffer, WebGLBuffer];
  readonly #uniforms: Readonly<Record<'centre' | 'scale' | 'size' | 'opacity', WebGLUniformLocation>>;
  #lost = false;
  #n = 0;
  #coloured = 0;
  /** Where slices are drawn, in pixels. */
  #aside: { readonly frame: WebGLFramebuffer; readonly store: WebGLRenderbuffer } | undefined;

  /** @throws Error where there is no WebGL2 or the program does not link */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const gl = openGl(canvas);
    this.#gl = gl;
    canvas.addEventListener('webglcontextlost', () => {
      this.#lost = true;
    });
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    this.software = /swiftshader|llvmpipe|software|basic render/i.test(name);
    this.#program = link(gl);
    this.#buffers = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
    const uniform = (key: string) => gl.getUniformLocation(this.#program, key)!;
    this.#uniforms = {
      centre: uniform('centre'),
      scale: uniform('scale'),
      size: uniform('size'),
      opacity: uniform('opacity'),
    };
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** The browser has taken the context away; given back, it has nothing of what was made on it. */
  get lost(): boolean {
    return this.#lost;
  }

  setPoints(px: Float32Array, py: Float32Array): void {
    const gl = this.#gl;
    this.#n = px.length;
    for (const [buffer, data] of [
      [this.#buffers[0], px],
      [this.#buffers[1], py],
    ] as const) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    }
  }

  setColours(rgba: Uint8Array): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[2]);
    if (this.#coloured === rgba.length) gl.bufferSubData(gl.ARRAY_BUFFER, 0, rgba);
    else gl.bufferData(gl.ARRAY_BUFFER, rgba, gl.DYNAMIC_DRAW);
    this.#coloured = rgba.length;
  }

  draw(view: View, stride: number): void {
    this.#fit(view);
    this.#clear();
    this.#points(view, 0, stride);
  }

  drawLater(view: View, stride: number, slices: number): () => boolean {
    const gl = this.#gl;
    const { width, height } = view;
    let at = 0;
    let done: WebGLSync | null = null;
    return () => {
      // Drawing ahead would have whoever reads the picture, as the page does without a graphics card, wait for all of it.
      if (done && gl.getSyncParameter(done, gl.SYNC_STATUS) !== gl.SIGNALED) return true;
      gl.deleteSync(done);
      this.#aside ??= { frame: gl.createFramebuffer(), store: gl.createRenderbuffer() };
      const { frame, store } = this.#aside;
      gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
      if (at === 0) {
        gl.bindRenderbuffer(gl.RENDERBUFFER, store);
        gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, width, height);
        gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, store);
        this.#clear();
      }
      if (at < slices) {
        this.#points(view, at++, stride);
        gl.bindFramebuffer(gl.FRAMEBUFFER, null);
        done = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        gl.flush();
        return true;
      }
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
      this.#fit(view);
      gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      return false;
    };
  }

  #fit({ width, height }: View): void {
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
  }

  #clear(): void {
    this.#gl.clearColor(0, 0, 0, 0);
    this.#gl.clear(this.#gl.COLOR_BUFFER_BIT);
  }

  /** Every `stride`-th point from `first` on. */
  #points({ window, width, height, size, opacity }: View, first: number, stride: number): void {
    const gl = this.#gl;
    const count = Math.ceil((Math.min(this.#n, this.#coloured / 4) - first) / stride);
    if (count <= 0) return;
    gl.viewport(0, 0, width, height);
    gl.useProgram(this.#program);
    gl.uniform2f(this.#uniforms.centre, (window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2);
    gl.uniform2f(this.#uniforms.scale, 2 / (window.x1 - window.x0), 2 / (window.y1 - window.y0));
    // One pixel more, which the soft edge takes away again.
    gl.uniform1f(this.#uniforms.size, size > 2.5 ? size + 1 : size);
    gl.uniform1f(this.#uniforms.opacity, opacity);
    this.#buffers.forEach((buffer, at) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(at);
      if (at < 2) gl.vertexAttribPointer(at, 1, gl.FLOAT, false, 4 * stride, 4 * first);
      else gl.vertexAttribPointer(at, 4, gl.UNSIGNED_BYTE, true, 4 * stride, 4 * first);
    });
    gl.drawArrays(gl.POINTS, 0, count);
  }

  dispose(): void {
    const gl = this.#gl;
    for (const buffer of this.#buffers) gl.deleteBuffer(buffer);
    if (this.#aside) {
      gl.deleteFramebuffer(this.#aside.frame);
      gl.deleteRenderbuffer(this.#aside.store);
    }
    gl.deleteProgram(this.#program);
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'no program');
  return program;
}
