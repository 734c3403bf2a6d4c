/**
 * The transverse Mercator projection by Krüger's series in the third flattening n, to n⁴: below a micrometre
 * within 3000 km of the meridian (Karney, Transverse Mercator with an accuracy of a few nanometers, Journal of Geodesy
 * 85, 2011, equations 7 to 36).
 */

/** An ellipsoid by its semi-major axis (m) and its flattening. */
export type Ellipsoid = { semiMajor: number; flattening: number };
export const WGS84: Ellipsoid = { semiMajor: 6378137, flattening: 1 / 298.257223563 };

/** What the series need of an ellipsoid. */
type Series = { eccentricity: number; rectifyingRadius: number; alpha: readonly number[]; beta: readonly number[] };

function seriesOf({ semiMajor, flattening }: Ellipsoid): Series {
  const n = flattening / (2 - flattening);
  return {
    eccentricity: Math.sqrt(flattening * (2 - flattening)),
    rectifyingRadius: (semiMajor / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64),
    alpha: [
      n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
      (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
      (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
      (49561 / 161280) * n ** 4,
    ],
    beta: [
      n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - n ** 4 / 360,
      n ** 2 / 48 + n ** 3 / 15 - (437 / 1440) * n ** 4,
      (17 / 480) * n ** 3 - (37 / 840) * n ** 4,
      (4397 / 161280) * n ** 4,
    ],
  };
}

const seriesKnown = new WeakMap<Ellipsoid, Series>();
function seriesFor(ellipsoid: Ellipsoid): Series {
  const known = seriesKnown.get(ellipsoid);
  if (known) return known;
  const series = seriesOf(ellipsoid);
  seriesKnown.set(ellipsoid, series);
  return series;
}

const DEG = Math.PI / 180;

/** Where a projection has its origin; the defaults of scale and false coordinates are 1 and 0. */
export type MercatorOrigin = Ellipsoid & {
  /** deg */
  latitude: number;
  longitude: number;
  scale: number;
  /** m, added to x and y */
  falseEasting: number;
  falseNorthing: number;
};

/** deg → m east and north. */
export function project(origin: MercatorOrigin, latitude: number, longitude: number): { x: number; y: number } {
  const series = seriesFor(origin);
  const { xi, eta } = forward(series, latitude * DEG, (longitude - origin.longitude) * DEG);
  const size = origin.scale * series.rectifyingRadius;
  const northing = xi - forward(series, origin.latitude * DEG, 0).xi;
  return { x: origin.falseEasting + size * eta, y: origin.falseNorthing + size * northing };
}

/** m east and north → deg. */
export function unproject(origin: MercatorOrigin, x: number, y: number): { latitude: number; longitude: number } {
  const series = seriesFor(origin);
  const { beta, eccentricity } = series;
  const size = origin.scale * series.rectifyingRadius;
  const xi = (y - origin.falseNorthing) / size + forward(series, origin.latitude * DEG, 0).xi;
  const eta = (x - origin.falseEasting) / size;
  let xiBar = xi;
  let etaBar = eta;
  for (let j = 1; j <= beta.length; j++) {
    xiBar -= beta[j - 1]! * Math.sin(2 * j * xi) * Math.cosh(2 * j * eta);
    etaBar -= beta[j - 1]! * Math.cos(2 * j * xi) * Math.sinh(2 * j * eta);
  }
  const tauBar = Math.sin(xiBar) / Math.hypot(Math.sinh(etaBar), Math.cos(xiBar));
  const latitude = Math.atan(geographicTangent(eccentricity, tauBar));
  const longitude = Math.atan2(Math.sinh(etaBar), Math.cos(xiBar));
  return { latitude: latitude / DEG, longitude: origin.longitude + longitude / DEG };
}

function forward({ alpha, eccentricity }: Series, latitude: number, longitude: number): { xi: number; eta: number } {
  const tau = conformalTangent(eccentricity, Math.tan(latitude));
  const xiBar = Math.atan2(tau, Math.cos(longitude));
  const etaBar = Math.asinh(Math.sin(longitude) / Math.hypot(tau, Math.cos(longitude)));
  let xi = xiBar;
  let eta = etaBar;
  for (let j = 1; j <= alpha.length; j++) {
    xi += alpha[j - 1]! * Math.sin(2 * j * xiBar) * Math.cosh(2 * j * etaBar);
    eta += alpha[j - 1]! * Math.cos(2 * j * xiBar) * Math.sinh(2 * j * etaBar);
  }
  return { xi, eta };
}

/** tan of the conformal latitude from that of the geographic one. */
function conformalTangent(eccentricity: number, tau: number): number {
  const sigma = Math.sinh(eccentricity * Math.atanh((eccentricity * tau) / Math.hypot(1, tau)));
  return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
}

/** The way back, by Newton's method (Karney's equations 19 to 21): three steps reach the last bit. */
function geographicTangent(eccentricity: number, tauBar: number): number {
  let tau = tauBar;
  for (let step = 0; step < 3; step++) {
    const at = conformalTangent(eccentricity, tau);
    const slope = (1 + (1 - eccentricity ** 2) * tau ** 2) / ((1 - eccentricity ** 2) * Math.hypot(1, tau));
    tau += ((tauBar - at) / Math.hypot(1, at)) * slope;
  }
  return tau;
}
