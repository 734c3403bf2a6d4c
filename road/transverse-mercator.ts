/**
 * The transverse Mercator projection of WGS 84 by Krüger's series in the third flattening n, to n⁴: below a micrometre
 * within 3000 km of the meridian (Karney, Transverse Mercator with an accuracy of a few nanometers, Journal of Geodesy
 * 85, 2011, equations 7 to 36).
 */

const EQUATORIAL_RADIUS = 6378137;
const FLATTENING = 1 / 298.257223563;
const N = FLATTENING / (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const RECTIFYING_RADIUS = (EQUATORIAL_RADIUS / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49561 / 161280) * N ** 4,
];
const BETA = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161280) * N ** 4,
];
const DEG = Math.PI / 180;

/** Where a projection has its origin; the defaults of scale and false coordinates are 1 and 0. */
export type MercatorOrigin = {
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
  const { xi, eta } = forward(latitude * DEG, (longitude - origin.longitude) * DEG);
  const size = origin.scale * RECTIFYING_RADIUS;
  const northing = xi - forward(origin.latitude * DEG, 0).xi;
  return { x: origin.falseEasting + size * eta, y: origin.falseNorthing + size * northing };
}

/** m east and north → deg. */
export function unproject(origin: MercatorOrigin, x: number, y: number): { latitude: number; longitude: number } {
  const size = origin.scale * RECTIFYING_RADIUS;
  const xi = (y - origin.falseNorthing) / size + forward(origin.latitude * DEG, 0).xi;
  const eta = (x - origin.falseEasting) / size;
  let xiBar = xi;
  let etaBar = eta;
  for (let j = 1; j <= BETA.length; j++) {
    xiBar -= BETA[j - 1]! * Math.sin(2 * j * xi) * Math.cosh(2 * j * eta);
    etaBar -= BETA[j - 1]! * Math.cos(2 * j * xi) * Math.sinh(2 * j * eta);
  }
  const tauBar = Math.sin(xiBar) / Math.hypot(Math.sinh(etaBar), Math.cos(xiBar));
  const latitude = Math.atan(geographicTangent(tauBar));
  const longitude = Math.atan2(Math.sinh(etaBar), Math.cos(xiBar));
  return { latitude: latitude / DEG, longitude: origin.longitude + longitude / DEG };
}

function forward(latitude: number, longitude: number): { xi: number; eta: number } {
  const tau = conformalTangent(Math.tan(latitude));
  const xiBar = Math.atan2(tau, Math.cos(longitude));
  const etaBar = Math.asinh(Math.sin(longitude) / Math.hypot(tau, Math.cos(longitude)));
  let xi = xiBar;
  let eta = etaBar;
  for (let j = 1; j <= ALPHA.length; j++) {
    xi += ALPHA[j - 1]! * Math.sin(2 * j * xiBar) * Math.cosh(2 * j * etaBar);
    eta += ALPHA[j - 1]! * Math.cos(2 * j * xiBar) * Math.sinh(2 * j * etaBar);
  }
  return { xi, eta };
}

/** tan of the conformal latitude from that of the geographic one. */
function conformalTangent(tau: number): number {
  const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tau) / Math.hypot(1, tau)));
  return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
}

/** The way back, by Newton's method (Karney's equations 19 to 21): three steps reach the last bit. */
function geographicTangent(tauBar: number): number {
  let tau = tauBar;
  for (let step = 0; step < 3; step++) {
    const at = conformalTangent(tau);
    const slope = (1 + (1 - ECCENTRICITY ** 2) * tau ** 2) / ((1 - ECCENTRICITY ** 2) * Math.hypot(1, tau));
    tau += ((tauBar - at) / Math.hypot(1, at)) * slope;
  }
  return tau;
}
