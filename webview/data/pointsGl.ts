/** A million points by a graphics card: one program of WebGL2, positions and colours each in a buffer of its own. */
import type { Cloud, PointsView } from './pointsView.ts';

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
  float r = length(gl_PointCoord - 0.5) * size;
  float alpha = opacity * clamp(0.5 * size - r, 0.0, 1.0);
  pixel = vec4(tint.rgb * alpha, alpha);
}`;

export class GlPoints {
  /** By the name that the card's driver goes by. */
  readonly name: string;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers: readonly [WebGLBuffer, WebGLBuffer, WebGLBuffer];
  readonly #uniforms: Readonly<Record<'centre' | 'scale' | 'size' | 'opacity', WebGLUniformLocation>>;
  readonly #canvas = new OffscreenCanvas(1, 1);
  #on: Partial<Cloud> = {};

  /**
   * @param emulated whether a processor that does the card's work will do as well
   * @throws Error where there is no such card or no WebGL2, or the program does not link
   */
  constructor(emulated: boolean) {
    const gl = this.#canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
    if (!gl) throw new Error('no WebGL2');
    this.#gl = gl;
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    this.name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    if (!emulated && /swiftshader|llvmpipe|software|basic render/i.test(this.name)) {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      throw new Error('no graphics card');
    }
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

  /** @throws Error where the browser has taken the context away */
  draw(cloud: Cloud, { window, width, height, size, opacity }: PointsView): ImageBitmap {
    const gl = this.#gl;
    this.#take(cloud);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program);
    gl.uniform2f(this.#uniforms.centre, (window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2);
    gl.uniform2f(this.#uniforms.scale, 2 / (window.x1 - window.x0), 2 / (window.y1 - window.y0));
    // One pixel more, which the soft edge takes away again.
    gl.uniform1f(this.#uniforms.size, size + 1);
    gl.uniform1f(this.#uniforms.opacity, opacity);
    this.#buffers.forEach((buffer, at) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(at);
      if (at < 2) gl.vertexAttribPointer(at, 1, gl.FLOAT, false, 0, 0);
      else gl.vertexAttribPointer(at, 4, gl.UNSIGNED_BYTE, true, 0, 0);
    });
    gl.drawArrays(gl.POINTS, 0, Math.min(cloud.px.length, cloud.rgba.length >> 2));
    // A card that is going may still hand out an empty picture.
    if (gl.isContextLost() || gl.getError() !== gl.NO_ERROR) throw new Error('the graphics card was lost');
    return this.#canvas.transferToImageBitmap();
  }

  #take(cloud: Cloud): void {
    const gl = this.#gl;
    (['px', 'py', 'rgba'] as const).forEach((part, at) => {
      if (this.#on[part] === cloud[part]) return;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[at]!);
      gl.bufferData(gl.ARRAY_BUFFER, cloud[part], gl.DYNAMIC_DRAW);
    });
    this.#on = cloud;
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
