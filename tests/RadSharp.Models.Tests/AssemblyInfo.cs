// Tests count the bytes that tensors hold, so they run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
