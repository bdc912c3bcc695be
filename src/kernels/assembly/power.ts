// 2^x = 2^n · 2^r: x = n + r with n whole and |r| ≤ ½ exactly, 2^r by a polynomial, n added to the exponent's bits.

// Pre-splatted: a splat inside a loop triples its cost. The least exponent, 1.5·2^52, the coefficients of the minimax
// polynomial of degree 10 for 2^r on [−½, ½] under relative error (Remez exchange in 200-bit arithmetic), highest first:
// its own error is 2.2e-16. Last the greatest exponent. The least keeps results, and their products with small y, above the denormals, which are slow.
export const TABLE: usize = memory.data<f64>([
  -800.0, -800.0,
  6755399441055744.0, 6755399441055744.0,
  7.037278846726901e-9, 7.037278846726901e-9,
  1.0208537929657404e-7, 1.0208537929657404e-7,
  0.0000013215662835959238, 0.0000013215662835959238,
  0.000015252658116409854, 0.000015252658116409854,
  0.00015403529961127076, 0.00015403529961127076,
  0.0013333558228561767, 0.0013333558228561767,
  0.009618129108034596, 0.009618129108034596,
  0.05550410866445883, 0.05550410866445883,
  0.24022650695908768, 0.24022650695908768,
  0.6931471805599497, 0.6931471805599497,
  1.0, 1.0,
  800.0, 800.0,
], 16);
