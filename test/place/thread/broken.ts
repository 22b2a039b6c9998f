throw new Error('top level')
