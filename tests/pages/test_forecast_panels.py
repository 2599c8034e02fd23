"""The reader's numbers: a slider and a typed number say the same, and the page answers them or says why not."""

from streamlit.testing.v1 import AppTest


def one_number() -> None:
    import streamlit as st  # noqa: PLC0415

    from pages.frame.typed_slider import typed_slider  # noqa: PLC0415

    st.write(f"{typed_slider('own_posts', 'Posts filled', 0, 20, 6)} posts")


def test_typing_moves_the_slider():
    app = AppTest.from_function(one_number).run()
    assert (app.slider[0].value, app.markdown[0].value) == (6, "6 posts")
    app.number_input[0].set_value(9).run()
    assert (app.slider[0].value, app.markdown[0].value) == (9, "9 posts")


def test_sliding_changes_the_typed_number():
    app = AppTest.from_function(one_number).run()
    app.slider[0].set_value(3).run()
    assert (app.number_input[0].value, app.markdown[0].value) == (3, "3 posts")


def test_a_start_outside_the_limits_is_brought_inside():
    def beyond() -> None:
        from pages.frame.typed_slider import typed_slider  # noqa: PLC0415

        typed_slider("n", "Share", 0, 100, 140)

    assert AppTest.from_function(beyond).run().slider[0].value == 100
