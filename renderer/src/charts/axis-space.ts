/** Room left of the chart, for its scale. */
export const AXIS_WIDTH = 44

/** Room right of the chart. */
export const CHART_MARGIN = 4
