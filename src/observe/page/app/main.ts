import { h, render } from 'preact'
import { useState } from 'preact/hooks'
import { scaleLinear, scaleUtc } from 'd3-scale'

const root = document.getElementById('app')
if (root)
  render(
    h(
      'p',
      null,
      String(scaleLinear().domain([0, 10]).ticks(3)),
      String(scaleUtc().domain([0, 10]).ticks(3)),
      useState.name,
    ),
    root,
  )
